namespace EmuEdit.Factory;

/// <summary>The current step of a shard.</summary>
public enum ShardStep
{
    /// <summary>The instructions are being written.</summary>
    Instructions,

    /// <summary>The candidate pairs are being generated.</summary>
    Pairs,

    /// <summary>The candidate pairs are being judged.</summary>
    Filters,

    /// <summary>The files are made, and the shard is done.</summary>
    Files,
}

/// <summary>
/// The progress of a shard. Steps that ended before the process started are not reported.
/// </summary>
/// <param name="Shard">The shard's number, from 0.</param>
/// <param name="Step">The step.</param>
/// <param name="Done">The number of samples that the step has done.</param>
/// <param name="Total">The number of samples of the shard.</param>
/// <param name="Kept">
/// The number of samples with a pair that passed the filters. 0 before the filters run.
/// </param>
public sealed record ShardProgress(long Shard, ShardStep Step, int Done, int Total, int Kept = 0);
