using EmuEdit.Orchestration;

namespace EmuEdit.Factory;

/// <summary>The orchestrators and activities that make data sets.</summary>
public static class FactoryTasks
{
    /// <summary>How many activities of a kind run at once in a process.</summary>
    /// <param name="settings">Say so.</param>
    public static IReadOnlyDictionary<string, int> Concurrency(FactorySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new Dictionary<string, int> { ["gpu"] = settings.Workers, [WriteInstructions.LanguageModel] = settings.Writers };
    }

    /// <summary>Adds them all.</summary>
    /// <param name="registry">Takes them.</param>
    /// <param name="store">Has the batches.</param>
    /// <param name="stages">What is done to a shard.</param>
    /// <param name="settings">How many at once; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static TaskRegistry AddFactory(this TaskRegistry registry, BatchStore store, IShardStages stages, FactorySettings? settings = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry
            .Add(new DatasetBatchOrchestrator())
            .Add(new ReadOrders(store, (settings ?? new()).Validated()))
            .Add(new SumLedgers(store, stages))
            .Add(new HoldBatch(store))
            .Add(new EndBatch(store, stages, time ?? TimeProvider.System))
            .Add(new ShardOrchestrator())
            .Add(new WriteInstructions(store, stages))
            .Add(new SynthesisePairs(store, stages))
            .Add(new FilterPairs(store, stages))
            .Add(new WriteShard(store, stages))
            .Add(new RecordFailure(store));
    }
}
