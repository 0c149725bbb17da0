using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks;

/// <summary>The embedded engine: activities that do nothing, and what a long history costs.</summary>
internal static class OrchestrationBenchmark
{
    private const int Instances = 64, Steps = 100, Activities = Instances * Steps;
    private const int Finished = 100_000, ScheduledAtOnce = 1000;
    private const int Rounds = 15, Turns = 200;
    private const double WantedPerSecond = 1000, AllowedGrowth = 1.2, Megabyte = 1e6;

    private sealed class Nothing : Activity<int, int>
    {
        public override Task<int> RunAsync(ActivityContext context, int input) => Task.FromResult(input);
    }

    /// <summary>Calls that many activities, one after another.</summary>
    private sealed class Chain : Orchestrator<int, int>
    {
        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            for (var i = 0; i < input; i++)
                await context.CallActivityAsync<int, int>(nameof(Nothing), i);
            return input;
        }
    }

    private static TaskRegistry Tasks => new TaskRegistry().Add(new Nothing()).Add(new Chain());

    public static IEnumerable<Measurement> Run()
    {
        using var folders = new TemporaryFolder();
        var durable = Throughput(folders["full"], JournalSync.Full);
        var unflushed = Throughput(folders["off"], JournalSync.Off);
        yield return new(
            $"{Activities} no-op activities, durable",
            durable,
            $"{WantedPerSecond} a second",
            TimeSpan.FromSeconds(Activities / WantedPerSecond),
            1
        );
        yield return new($"{Activities} no-op activities, durable", durable, "durability off", unflushed, double.PositiveInfinity);
        yield return new(
            $"{Activities} no-op activities, not durable",
            unflushed,
            "a plain loop",
            Stopwatches.Best(5, PlainLoop),
            double.PositiveInfinity
        );
        var (fresh, full) = (folders["fresh"], folders["grown"]);
        Fill(fresh, 0);
        var memory = Fill(full, Finished);
        yield return new(
            $"memory with {Finished} finished",
            memory.After / Megabyte,
            $"with {Finished / 2}",
            memory.Before / Megabyte,
            "MB",
            AllowedGrowth
        );
        // Not flushed, so that the disk's own time does not hide what the history costs; in turn,
        // so that both meet the same load.
        var (starts, turns) = (Compare(fresh, full, StartUp), Compare(fresh, full, Latency));
        yield return new($"start with {Finished} finished", starts.Full, "with none", starts.Fresh, AllowedGrowth);
        yield return new($"{Turns} instances with {Finished} finished", turns.Full, "with none", turns.Fresh, AllowedGrowth);
    }

    private static EmbeddedEngine Open(string folder, JournalSync sync) => EmbeddedEngine.Open(folder, Tasks, new() { Sync = sync });

    private static TimeSpan Throughput(string folder, JournalSync sync) => With(folder, sync, engine =>
    {
        RunAll(engine, Instances, steps: 10);
        return Stopwatches.Time(() => RunAll(engine, Instances, Steps));
    });

    private static void PlainLoop()
    {
        var (nothing, context) = (new Nothing(), new ActivityContext(nameof(Nothing), "loop", default));
        for (var i = 0; i < Activities; i++)
            nothing.RunAsync(context, i).GetAwaiter().GetResult();
    }

    /// <returns>Bytes in use after half of the instances and after the last.</returns>
    private static (double Before, double After) Fill(string folder, int instances) => With(folder, JournalSync.Off, engine =>
    {
        var before = 0L;
        for (var i = 0; i < instances; i += ScheduledAtOnce)
        {
            RunAll(engine, ScheduledAtOnce, steps: 1);
            // By then the engine's caches, which are bounded, are as full as they get.
            before = i == instances / 2 ? GC.GetTotalMemory(forceFullCollection: true) : before;
        }
        return ((double)before, (double)GC.GetTotalMemory(forceFullCollection: true));
    });

    private static TimeSpan StartUp(string folder)
    {
        EmbeddedEngine? engine = null;
        var time = Stopwatches.Time(() => engine = Open(folder, JournalSync.Off));
        engine!.DisposeAsync().AsTask().Wait();
        return time;
    }

    private static TimeSpan Latency(string folder) => With(folder, JournalSync.Off, engine => Stopwatches.Time(() =>
    {
        for (var i = 0; i < Turns; i++)
            RunAll(engine, 1, steps: 1);
    }));

    private static (TimeSpan Fresh, TimeSpan Full) Compare(string fresh, string full, Func<string, TimeSpan> measure)
    {
        var rounds = Enumerable.Range(0, Rounds).Select(_ => (Fresh: measure(fresh), Full: measure(full))).ToList();
        return (rounds.Min(r => r.Fresh), rounds.Min(r => r.Full));
    }

    private static T With<T>(string folder, JournalSync sync, Func<EmbeddedEngine, T> use)
    {
        var engine = Open(folder, sync);
        var result = use(engine);
        engine.DisposeAsync().AsTask().Wait();
        return result;
    }

    private static void RunAll(EmbeddedEngine engine, int instances, int steps) =>
        Task.WhenAll(
                Enumerable
                    .Range(0, instances)
                    .Select(async _ => await engine.WaitForCompletionAsync(await engine.ScheduleAsync<int, int>(nameof(Chain), steps)))
            )
            .Wait();
}
