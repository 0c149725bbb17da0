using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Factory;

namespace EmuEdit.Http;

/// <summary>A batch as clients see it.</summary>
internal sealed record BatchView(
    string Id,
    BatchStage Status,
    DateTimeOffset Created,
    DateTimeOffset? Finished,
    string? Reason,
    BatchPlanView Plan,
    BatchProgressView Progress,
    IReadOnlyList<FailedShardView> Failures
)
{
    /// <summary>The address of the ledger.</summary>
    public string Ledger => Path(Id) + "/ledger";

    /// <summary>The address of the kept samples.</summary>
    public string Samples => Path(Id) + "/samples";

    public static string Path(string id) => ApiPath.Of($"/api/batches/{id}");

    public static BatchView Of(BatchStatus batch) =>
        new(
            batch.Plan.Id,
            batch.Stage,
            batch.Created,
            batch.Finished,
            batch.Reason,
            BatchPlanView.Of(batch.Plan),
            new(
                batch.Plan.Shards,
                batch.ShardsWritten,
                batch.ShardsFailed,
                batch.ShardsRunning,
                batch.Tried,
                batch.Candidates,
                batch.Kept,
                batch.TimeLeft is { } left ? Math.Ceiling(left.TotalSeconds) : null
            ),
            [.. batch.Failures.Select(f => new FailedShardView(f.Number, f.Reason))]
        );
}

/// <summary>The plan of a batch, with every default.</summary>
internal sealed record BatchPlanView(
    Seed Seed,
    long Count,
    IReadOnlyDictionary<string, double> Tasks,
    string? Captions,
    int Candidates,
    int ShardSize,
    string Bundle,
    BatchOptions Options
)
{
    public static BatchPlanView Of(BatchPlan plan) =>
        new(plan.Seed, plan.Count, plan.Tasks, plan.Captions, plan.Candidates, plan.ShardSize, plan.Bundle!, plan.Options);
}

/// <summary>The progress of a batch.</summary>
internal sealed record BatchProgressView(
    long Shards,
    long ShardsWritten,
    long ShardsFailed,
    int ShardsRunning,
    long Tried,
    long Candidates,
    long Kept,
    double? SecondsLeft
);

/// <summary>A failed shard and the reason.</summary>
internal sealed record FailedShardView(long Shard, string Reason);

/// <summary>The counts so far.</summary>
internal sealed record LedgerView(long Shards, long Tried, long Candidates, long Kept, JsonElement? Ledger);

/// <summary>One page of the kept samples, and the address of the next page.</summary>
internal sealed record SamplesView(IReadOnlyList<SampleView> Samples, string? Next)
{
    public static SamplesView Of(string batch, SamplePage page, int size) =>
        new(
            [.. page.Samples.Select(s => SampleView.Of(batch, s))],
            page.Next is { } next ? $"{BatchView.Path(batch)}/samples?page={next}&size={size}" : null
        );
}

/// <summary>A kept sample, and the addresses of its parts by name.</summary>
internal sealed record SampleView(string Key, string Instruction, string Task, long Shard, IReadOnlyDictionary<string, string> Parts)
{
    public static SampleView Of(string batch, ListedSample sample)
    {
        var entry = sample.Entry;
        var folder = $"{BatchView.Path(batch)}/samples/{sample.Shard}/{Uri.EscapeDataString(entry.Key)}/";
        return new(
            entry.Key,
            entry.Instruction,
            entry.Task,
            sample.Shard,
            entry.Parts.ToDictionary(p => p, p => folder + Uri.EscapeDataString(p))
        );
    }
}

/// <summary>A file of a data set, and its address.</summary>
internal sealed record BatchFileView(string Name, string Address)
{
    // A blob's name needs no escaping in an address.
    public static BatchFileView Of(string batch, string name) => new(name, $"{BatchView.Path(batch)}/files/{name}");
}
