using EmuEdit.Networks;

namespace EmuEdit.Training.Runs;

/// <summary>What a trainer needs to know that computes the parts of a batch side by side.</summary>
/// <typeparam name="TSample">A sample.</typeparam>
public abstract record ParallelTrainerOptions<TSample> : TrainerOptions<TSample>
{
    /// <summary>Parts of a batch that are computed side by side, each on one thread; 1 to 64, default one a processor. Fewer where a part would get less than four samples. Another number adds up in another order.</summary>
    public int Threads { get; init; } = Math.Min(64, Environment.ProcessorCount);

    /// <summary>Parts that a batch is cut into.</summary>
    internal int Parts => Math.Clamp(BatchSize / 4, 1, Threads);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRange.Check(nameof(Threads), Threads, Threads is >= 1 and <= 64, "1 to 64");
    }

    /// <summary>The batch of a step in its parts.</summary>
    internal BatchPart<TBatch>[] Batch<TBatch>(long step, Func<IReadOnlyList<TSample>, TBatch> layOut) => BatchOf(step, indexes => layOut([.. indexes.Select(Samples)]));

    /// <summary>The batch of a step in its parts, from the indexes of their samples.</summary>
    internal BatchPart<TBatch>[] BatchOf<TBatch>(long step, Func<IReadOnlyList<long>, TBatch> layOut) =>
    [
        .. Enumerable.Range(0, Parts)
            .Select(part => Enumerable.Range(0, BatchSize).Where(i => i % Parts == part).Select(i => step * BatchSize + i).ToArray())
            .Select(indexes => new BatchPart<TBatch>(layOut(indexes), (double)indexes.Length / BatchSize)),
    ];
}
