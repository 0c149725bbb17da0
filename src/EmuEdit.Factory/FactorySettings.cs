using EmuEdit.Core;
using EmuEdit.Dataset;

namespace EmuEdit.Factory;

/// <summary>Settings of the data set factory on one machine.</summary>
public sealed record FactorySettings
{
    /// <summary>
    /// The number of concurrent stages that generate or judge images (kind "pairs"), 1 to 64.
    /// Default 1.
    /// </summary>
    public int Workers { get; init; } = 1;

    /// <summary>
    /// The number of concurrent stages that wait for a language model (kind "llm"), 1 to 256.
    /// Default 4.
    /// </summary>
    public int Writers { get; init; } = 4;

    /// <summary>
    /// The number of concurrent shards of a batch, 1 to 256. Default null: twice <see cref="Workers"/>,
    /// so that some shards generate images while others write instructions or files.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>
    /// The number of shards before a batch's orchestration continues as new, 1 to 1024. Default 64. The
    /// orchestration then waits for all running shards, so a small number makes the batch slower.
    /// </summary>
    public int Generation { get; init; } = 64;

    /// <summary>
    /// A batch pauses itself after this many consecutive failed shards, at least 1. Default 8.
    /// </summary>
    public int MaxFailedInARow { get; init; } = 8;

    /// <summary>
    /// A batch pauses itself after this many failed shards in total, 1 to 10 000. Default 1000.
    /// </summary>
    public int MaxFailed { get; init; } = 1000;

    /// <summary>
    /// How long the finished orchestration of a shard stays in the journal, at least 1 second. Default
    /// 1 hour. It helps to find the cause of failures.
    /// </summary>
    public TimeSpan KeptFinished { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The maximum size of the shards in one Parquet file, in bytes. Tests use a small value.
    /// </summary>
    internal long GroupBytes { get; init; } = ShardGroups.MostBytes;

    internal int ShardsAtOnce => Window ?? 2 * Workers;

    /// <summary>Checks the ranges.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public FactorySettings Validated()
    {
        Require(Workers is >= 1 and <= 64, $"{Workers} workers", "1 to 64");
        Require(Writers is >= 1 and <= 256, $"{Writers} writers", "1 to 256");
        Require(ShardsAtOnce is >= 1 and <= 256, $"{ShardsAtOnce} concurrent shards", "1 to 256");
        Require(Generation is >= 1 and <= 1024, $"generations of {Generation} shards", "1 to 1024");
        Require(MaxFailedInARow >= 1, $"a pause after {MaxFailedInARow} failed shards in a row", "at least 1");
        Require(MaxFailed is >= 1 and <= 10_000, $"a pause after {MaxFailed} failed shards", "1 to 10000");
        Require(KeptFinished >= TimeSpan.FromSeconds(1), $"finished shards that are kept for {KeptFinished}", "at least 1 second");
        return this;
    }

    private static void Require(bool valid, string given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(given, allowed);
    }
}
