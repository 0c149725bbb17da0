using EmuEdit.Core;
using EmuEdit.Dataset;

namespace EmuEdit.Factory;

/// <summary>How data sets are made on one machine.</summary>
public sealed record FactorySettings
{
    /// <summary>Stages at once that draw or judge pictures (kind "pairs"), 1 to 64; default 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Stages at once that wait for a language model (kind "llm"), 1 to 256; default 4.</summary>
    public int Writers { get; init; } = 4;

    /// <summary>
    /// Shards of a batch at once, 1 to 256; null, the default, for twice <see cref="Workers"/>, so
    /// that one is being written while another is drawn.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>
    /// Shards until a batch's orchestration continues as new, 1 to 1024; default 64. At its end the
    /// shards that run are waited for, so few make it slower.
    /// </summary>
    public int Generation { get; init; } = 64;

    /// <summary>After how many failed shards in a row a batch pauses itself, at least 1; default 8.</summary>
    public int MaxFailedInARow { get; init; } = 8;

    /// <summary>After how many failed shards in all a batch pauses itself, 1 to 10 000; default 1000.</summary>
    public int MaxFailed { get; init; } = 1000;

    /// <summary>
    /// How long the orchestration of a shard stays in the journal after it was begun and has ended,
    /// at least a second; default an hour. It is there for those who look for faults.
    /// </summary>
    public TimeSpan KeptFinished { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of shards that one Parquet file copies; tests make it small.</summary>
    internal long GroupBytes { get; init; } = ShardGroups.MostBytes;

    internal int ShardsAtOnce => Window ?? 2 * Workers;

    /// <summary>Checks the ranges.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public FactorySettings Validated()
    {
        Require(Workers is >= 1 and <= 64, $"{Workers} workers", "1 to 64");
        Require(Writers is >= 1 and <= 256, $"{Writers} writers", "1 to 256");
        Require(ShardsAtOnce is >= 1 and <= 256, $"{ShardsAtOnce} shards at once", "1 to 256");
        Require(Generation is >= 1 and <= 1024, $"generations of {Generation} shards", "1 to 1024");
        Require(MaxFailedInARow >= 1, $"a pause after {MaxFailedInARow} failed shards in a row", "at least 1");
        Require(MaxFailed is >= 1 and <= 10_000, $"a pause after {MaxFailed} failed shards", "1 to 10000");
        Require(KeptFinished >= TimeSpan.FromSeconds(1), $"finished shards that are kept for {KeptFinished}", "at least a second");
        return this;
    }

    private static void Require(bool valid, string given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(given, allowed);
    }
}
