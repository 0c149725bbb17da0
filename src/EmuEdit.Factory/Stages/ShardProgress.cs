namespace EmuEdit.Factory;

/// <summary>What is being done to a shard.</summary>
public enum ShardStep
{
    /// <summary>Its instructions are written.</summary>
    Instructions,

    /// <summary>Its pairs are drawn.</summary>
    Pairs,

    /// <summary>Its pairs are judged.</summary>
    Filters,

    /// <summary>Its files are made. The shard is done.</summary>
    Files,
}

/// <summary>How far a shard is. A step that ended before the process started is not reported.</summary>
/// <param name="Shard">Number of the shard, from 0.</param>
/// <param name="Step">The step.</param>
/// <param name="Done">Samples of the shard that the step has done.</param>
/// <param name="Total">Samples of the shard.</param>
/// <param name="Kept">Samples with a pair that has passed the filters; 0 before they judge.</param>
public sealed record ShardProgress(long Shard, ShardStep Step, int Done, int Total, int Kept = 0);
