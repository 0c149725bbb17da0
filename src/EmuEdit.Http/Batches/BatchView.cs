using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Factory;

namespace EmuEdit.Http;

/// <summary>A batch as clients see it.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Status">Its status.</param>
/// <param name="Created">When it was started.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="Reason">Why it is paused or has failed.</param>
/// <param name="Plan">The plan, with every default.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Failures">Some of the failed shards.</param>
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
/// <param name="Seed">The seed of all randomness.</param>
/// <param name="Count">The number of samples to try.</param>
/// <param name="Tasks">The weights of the tasks.</param>
/// <param name="Captions">The blob of the captions. Null for scenes of the built-in world.</param>
/// <param name="Candidates">The number of pairs that are made for a sample.</param>
/// <param name="ShardSize">The number of samples that are tried for a shard.</param>
/// <param name="Bundle">The bundle that makes the images.</param>
/// <param name="Options">How they are made.</param>
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
/// <param name="Shards">The number of shards.</param>
/// <param name="ShardsWritten">Shards that are written.</param>
/// <param name="ShardsFailed">Shards that failed.</param>
/// <param name="ShardsRunning">Shards that are being made.</param>
/// <param name="Tried">Samples that were tried in the written shards.</param>
/// <param name="Candidates">Pairs that were judged in them.</param>
/// <param name="Kept">Samples that they contain.</param>
/// <param name="SecondsLeft">The estimated time to the end. Null if it is unknown, or the batch does not run.</param>
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

/// <summary>A failed shard.</summary>
/// <param name="Shard">The shard's number, from 0.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record FailedShardView(long Shard, string Reason);

/// <summary>The counts so far.</summary>
/// <param name="Shards">Shards that are written.</param>
/// <param name="Tried">Samples that were tried in them.</param>
/// <param name="Candidates">Pairs that were judged in them.</param>
/// <param name="Kept">Samples that they contain.</param>
/// <param name="Ledger">The sum of their ledgers. Null before the first.</param>
internal sealed record LedgerView(long Shards, long Tried, long Candidates, long Kept, JsonElement? Ledger);

/// <summary>One page of the kept samples.</summary>
/// <param name="Samples">The samples.</param>
/// <param name="Next">The address of the next page. Null if there is none now.</param>
internal sealed record SamplesView(IReadOnlyList<SampleView> Samples, string? Next)
{
    public static SamplesView Of(string batch, SamplePage page, int size) =>
        new(
            [.. page.Samples.Select(s => SampleView.Of(batch, s))],
            page.Next is { } next ? $"{BatchView.Path(batch)}/samples?page={next}&size={size}" : null
        );
}

/// <summary>A kept sample.</summary>
/// <param name="Key">The sample's key.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="Task">The task.</param>
/// <param name="Shard">The number of its shard.</param>
/// <param name="Parts">The addresses of its images and its text, by name.</param>
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

/// <summary>A file of a data set.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Address">Its address.</param>
internal sealed record BatchFileView(string Name, string Address)
{
    // A blob's name needs no escaping in an address.
    public static BatchFileView Of(string batch, string name) => new(name, $"{BatchView.Path(batch)}/files/{name}");
}
