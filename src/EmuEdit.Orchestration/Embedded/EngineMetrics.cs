using System.Diagnostics.Metrics;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>The engine's metrics, under the meter "EmuEdit.Orchestration".</summary>
internal sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "EmuEdit.Orchestration";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _started, _finished;
    private readonly Histogram<double> _activities;

    public EngineMetrics()
    {
        _started = _meter.CreateCounter<long>("orchestrations.started", description: "Instances scheduled, by orchestrator.");
        _finished = _meter.CreateCounter<long>("orchestrations.finished", description: "Instances finished, by orchestrator and status.");
        _activities = _meter.CreateHistogram<double>(
            "activities.duration",
            "s",
            "Time that activities ran, by name and outcome (completed, failed, stopped)."
        );
    }

    public void Started(string name) => _started.Add(1, new KeyValuePair<string, object?>("name", name));

    public void Finished(string name, OrchestrationStatus status) => _finished.Add(1, new("name", name), new("status", status.ToString()));

    public void Activity(string name, string outcome, TimeSpan time) =>
        _activities.Record(time.TotalSeconds, new("name", name), new("outcome", outcome));

    /// <summary>Adds a gauge of the number of waiting activities, by kind.</summary>
    public void ObserveQueues(Func<IEnumerable<(string Kind, int Length)>> lengths) =>
        _meter.CreateObservableGauge(
            "activities.queued",
            () => lengths().Select(q => new Measurement<int>(q.Length, new KeyValuePair<string, object?>("kind", q.Kind))),
            description: "Activities that wait for a free worker, by kind.");

    public void Dispose() => _meter.Dispose();
}
