using EmuEdit.Core;

namespace EmuEdit.Training.Runs;

/// <summary>Options of a trainer that computes the parts of a batch in parallel.</summary>
/// <typeparam name="TSample">Type of a sample.</typeparam>
public abstract record ParallelTrainerOptions<TSample> : TrainerOptions<TSample>
{
    /// <summary>
    /// Number of parts of a batch that are computed in parallel, each on one thread; 1 to 64, default one per
    /// processor, at most 64. Fewer if a part would get fewer than four samples. Another number sums in another order.
    /// </summary>
    public int Threads { get; init; } = Math.Min(64, Environment.ProcessorCount);

    /// <summary>Number of parts of a batch.</summary>
    internal int Parts => Math.Clamp(BatchSize / 4, 1, Threads);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRange.Check(nameof(Threads), Threads, Threads is >= 1 and <= 64, "1 to 64");
    }

    /// <summary>Returns the batch of a step in its parts.</summary>
    internal BatchPart<TBatch>[] Batch<TBatch>(long step, Func<IReadOnlyList<TSample>, TBatch> layOut) =>
        BatchOf(step, indexes => layOut([.. indexes.Select(Samples)]));

    /// <summary>Returns the batch of a step in its parts, from the indices of their samples.</summary>
    internal BatchPart<TBatch>[] BatchOf<TBatch>(long step, Func<IReadOnlyList<long>, TBatch> layOut) =>
    [
        .. Enumerable.Range(0, Parts)
            .Select(part => Enumerable.Range(0, BatchSize).Where(i => i % Parts == part).Select(i => step * BatchSize + i).ToArray())
            .Select(indexes => new BatchPart<TBatch>(layOut(indexes), (double)indexes.Length / BatchSize)),
    ];
}
