using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>The data set factory as a workload of a process.</summary>
/// <param name="blobs">The store of documents and files.</param>
/// <param name="stages">The stages that make a shard.</param>
/// <param name="settings">The settings. Default null: the default settings.</param>
/// <param name="time">The clock. Default null: the system clock.</param>
/// <exception cref="InvalidInputException">A setting is out of its range.</exception>
public sealed class FactoryWorkload(IBlobStore blobs, IShardStages stages, FactorySettings? settings = null, TimeProvider? time = null)
    : Workload
{
    private readonly BatchStore _store = new(blobs);
    private readonly FactorySettings _settings = (settings ?? new()).Validated();

    /// <summary>The kind of the activities that generate and judge pairs.</summary>
    public const string Kind = "pairs";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, int> Concurrency =>
        new Dictionary<string, int>
        {
            [Kind] = _settings.Workers,
            [WriteInstructions.LanguageModel] = _settings.Writers,
            [WriteGroup.DataFiles] = 1,
        };

    /// <inheritdoc/>
    public override TimeSpan KeptFinished => _settings.KeptFinished;

    /// <inheritdoc/>
    public override void AddTo(TaskRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry
            .Add(new DatasetBatchOrchestrator())
            .Add(new LoadBatchState(_store, _settings))
            .Add(new SumLedgers(_store, stages))
            .Add(new PauseBatch(_store))
            .Add(new PlanGroups(_store, _settings, time ?? TimeProvider.System))
            .Add(new WriteGroup(_store, stages))
            .Add(new EndBatch(_store, stages, time ?? TimeProvider.System))
            .Add(new ShardOrchestrator())
            .Add(new WriteInstructions(_store, stages))
            .Add(new SynthesisePairs(_store, stages))
            .Add(new FilterPairs(_store, stages))
            .Add(new WriteShard(_store, stages))
            .Add(new RecordFailure(_store));
    }

    /// <inheritdoc/>
    public override Task RecoverAsync(OrchestrationClient client, CancellationToken cancellationToken) =>
        Open(client).RecoverAsync(cancellationToken);

    /// <summary>Returns the batches.</summary>
    /// <param name="client">The client of the engine that runs the orchestrations.</param>
    public DatasetBatches Open(OrchestrationClient client) => new(_store, client, stages);
}
