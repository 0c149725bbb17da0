using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Storage;

namespace EmuEdit.Factory.Tests;

/// <summary>
/// Stages whose bytes follow from their arguments, and which count how often they are called. What
/// happens before a stage can be set.
/// </summary>
public sealed class FakeStages : IShardStages
{
    private readonly HashSet<long> _open = [];
    private readonly Lock _lock = new();

    /// <summary>Called before a stage does its work, with its name and shard; may wait or throw.</summary>
    public Func<string, long, CancellationToken, Task>? Before { get; set; }

    /// <summary>Calls that came to their end, by stage and shard.</summary>
    public ConcurrentDictionary<(string Stage, long Shard), int> Ended { get; } = [];

    public ConcurrentDictionary<(string Stage, long Shard), int> Begun { get; } = [];

    /// <summary>The most shards that were begun and not written at one time.</summary>
    public int MostOpen { get; private set; }

    public string BundleName => "fake";

    public void Check(BatchPlan plan)
    {
        foreach (var task in plan.Tasks.Keys)
            EditTask.Named(task);
    }

    public async Task<ReadOnlyMemory<byte>> WriteInstructionsAsync(ShardPlan shard, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _open.Add(shard.Number);
            MostOpen = Math.Max(MostOpen, _open.Count);
        }
        var texts = Enumerable
            .Range(0, shard.Count)
            .Select(i => $"{shard.Batch.Seed} {shard.First + i} {shard.Batch.TaskOf(shard.First + i)}");
        return await Stage("WriteInstructions", shard.Number, () => JsonSerializer.SerializeToUtf8Bytes(texts), cancellationToken);
    }

    public async Task<ReadOnlyMemory<byte>> SynthesisePairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        // Stopped in between, it leaves one of its files and no output.
        await files.PutAsync("first.png", instructions);
        var made = await Stage("SynthesisePairs", shard.Number, () => SHA256.HashData(instructions.Span), cancellationToken);
        await files.PutAsync("second.png", made);
        return made;
    }

    public Task<ReadOnlyMemory<byte>> FilterPairsAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> candidates,
        StageFiles files,
        CancellationToken cancellationToken
    ) => Stage("FilterPairs", shard.Number, () => SHA256.HashData(candidates.Span), cancellationToken);

    public async Task<ShardFiles> WriteShardAsync(
        ShardPlan shard,
        ReadOnlyMemory<byte> instructions,
        ReadOnlyMemory<byte> candidates,
        ReadOnlyMemory<byte> decisions,
        StageFiles files,
        CancellationToken cancellationToken
    )
    {
        var file = $"shards/{shard.Batch.Id}-{shard.Number:000000}.tar";
        var texts = JsonSerializer.Deserialize<string[]>(instructions.Span)!;
        // Every second sample is kept.
        var kept = texts
            .Index()
            .Where(t => t.Index % 2 == 0)
            .Select(t => new SampleEntry($"{shard.First + t.Index:000000000}", t.Item, t.Item.Split(' ')[2], file, ["json", "input.png"]))
            .ToList();
        var (first, second) = (await files.GetAsync("first.png", cancellationToken), await files.GetAsync("second.png", cancellationToken));
        var bytes = await Stage(
            "WriteShard",
            shard.Number,
            () => Tar(kept, [.. candidates.Span, .. decisions.Span, .. first.Span, .. second.Span]),
            cancellationToken
        );
        lock (_lock)
            _open.Remove(shard.Number);
        return new(
            new Dictionary<string, ReadOnlyMemory<byte>> { [file] = bytes },
            kept,
            4L * shard.Count,
            JsonSerializer.SerializeToElement(new { kept = kept.Count })
        );
    }

    public JsonElement MergeLedgers(IReadOnlyList<JsonElement> ledgers) =>
        JsonSerializer.SerializeToElement(new { kept = ledgers.Sum(l => l.GetProperty("kept").GetInt64()) });

    public async Task<DatasetPart> WriteGroupAsync(ShardGroup group, IBlobStore store, string prefix, CancellationToken cancellationToken)
    {
        var data = ShardGroups.DataFile(group.Index, group.Total);
        var bytes = new List<byte>();
        foreach (var file in group.Files)
            bytes.AddRange(SHA256.HashData((await store.GetAsync(prefix + file, cancellationToken)).Content.Span));
        await Stage("WriteGroup", group.Index, () => [], cancellationToken);
        await store.PutAsync(prefix + data, bytes.ToArray(), default, cancellationToken);
        return new([new(data, bytes.Count, "", group.Files.Count), .. group.Files.Select(f => new CountedFile(f, 0, "", 2))], []);
    }

    public async Task FinishBatchAsync(
        BatchPlan plan,
        BatchSummary summary,
        DatasetPart files,
        IBlobStore store,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        await Stage("FinishBatch", 0, () => [], cancellationToken);
        var manifest = JsonSerializer.SerializeToNode(summary)!;
        manifest["files"] = JsonSerializer.SerializeToNode(files.Files.Select(f => f.Path));
        await store.PutAsync(prefix + "manifest.json", JsonSerializer.SerializeToUtf8Bytes(manifest), default, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> Stage(string name, long number, Func<byte[]> make, CancellationToken cancellation)
    {
        Begun.AddOrUpdate((name, number), 1, (_, n) => n + 1);
        if (Before is { } before)
            await before(name, number, cancellation);
        var made = make();
        Ended.AddOrUpdate((name, number), 1, (_, n) => n + 1);
        return made;
    }

    private static byte[] Tar(List<SampleEntry> samples, byte[] picture)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            foreach (var sample in samples)
            {
                Add(tar, $"{sample.Key}.input.png", picture);
                Add(tar, $"{sample.Key}.json", JsonSerializer.SerializeToUtf8Bytes(sample.Instruction));
            }
        return stream.ToArray();
    }

    private static void Add(TarWriter tar, string name, byte[] bytes) =>
        tar.WriteEntry(
            new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = new MemoryStream(bytes),
            }
        );
}
