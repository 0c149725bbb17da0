using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EmuEdit.Orchestration.Contract;
using EmuEdit.Orchestration.Embedded;

namespace EmuEdit.Orchestration.Tests.Embedded;

public sealed class MetricsTests
{
    [Fact]
    public async Task Meter_OneCompletedOneFailed_CountsThem()
    {
        // Names of their own: other tests' engines count under the same meter.
        var (good, bad) = ($"Good{Guid.NewGuid():N}", $"Bad{Guid.NewGuid():N}");
        var seen = new ConcurrentBag<string>();
        using var listener = Listen(seen);
        var registry = new TaskRegistry()
            .Activity<int, int>(good, x => x)
            .Orchestrator<int, int>(good, (context, x) => context.CallActivityAsync<int, int>(good, x))
            .Orchestrator<int, int>(bad, (_, _) => throw new FormatException("bad"));
        await using var host = new EngineHost(registry);
        await host.Run(good, 1);
        await host.Run(bad, 1);
        listener.RecordObservableInstruments();
        string[] expected =
        [
            $"orchestrations.started name={good}", $"orchestrations.started name={bad}",
            $"activities.duration name={good} outcome=completed",
            $"orchestrations.finished name={good} status=Completed", $"orchestrations.finished name={bad} status=Failed",
            "activities.queued kind=cpu",
        ];
        Assert.All(expected, line => Assert.Contains(line, seen));
    }

    private static MeterListener Listen(ConcurrentBag<string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == EmbeddedEngine.MeterName)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Add(Line(instrument, tags)));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => seen.Add(Line(instrument, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add(Line(instrument, tags)));
        listener.Start();
        return listener;
    }

    private static string Line(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}";
}
