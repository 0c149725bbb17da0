using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

/// <summary>Written shards of a batch, with images of noise, and what has to be known to finish them.</summary>
internal sealed class NoiseBatch(IBlobStore store, string prefix)
{
    private const int Kept = 3, Rejected = 2;

    private readonly LedgerBuilder _ledger = new(["filter"]);

    public static DatasetPlan Plan { get; } = new("noise", "mit", Seed: 7, Count: 100);

    public Ledger Ledger => _ledger.ToLedger();

    /// <summary>Writes shards, and returns the names and the shards' sizes.</summary>
    public async Task<List<(IReadOnlyList<string> Files, long Bytes)>> WriteAsync(int shards, int size, CancellationToken cancellationToken)
    {
        var written = new List<(IReadOnlyList<string>, long)>();
        for (var n = 0; n < shards; n++)
        {
            using var folder = new TemporaryFolder();
            var file = ShardWriter.FileName("edits", n);
            ShardWriter.Write(folder["shards/" + file], Pairs(10 * n, Kept, size, kept: true));
            RejectWriter.Write(folder["rejects"], n, Pairs(10 * n + 5, Rejected, size, kept: false), []);
            _ledger.Pass(EditTask.Named("add"), "filter", Kept);
            _ledger.Reject(EditTask.Named("add"), "filter", "it is noise", Rejected);
            List<string> names = [$"rejects/rejects-{n:000000}.jsonl", $"rejects/rejects-{n:000000}.tar", $"shards/{file}"];
            foreach (var name in names)
                await store.PutAsync(
                    prefix + name,
                    await File.ReadAllBytesAsync(folder[name], cancellationToken),
                    default,
                    cancellationToken
                );
            written.Add((names, new FileInfo(folder[names[2]]).Length));
        }
        return written;
    }

    /// <summary>Groups as a batch plans them.</summary>
    public static List<ShardGroup> Groups(IEnumerable<(IReadOnlyList<string> Files, long Bytes)> shards, long mostBytes)
    {
        var groups = ShardGroups.Of(shards, s => s.Bytes, mostBytes);
        return [.. groups.Select((g, i) => new ShardGroup(i, groups.Count, [.. g.SelectMany(s => s.Files)]))];
    }

    private static IEnumerable<KeyValuePair<string, JudgedPair>> Pairs(int first, int count, int size, bool kept)
    {
        for (var i = first; i < first + count; i++)
        {
            var random = new CounterRandom(1, i);
            var region = new Mask(size, size);
            region.Pixels.AsSpan(0, region.Pixels.Length / 2).Fill(255);
            var sample =
                new EditSample(Noise(random, size), $"add {i}", Noise(random, size), EditTask.Named("add"), region, "a", "b", "cube");
            var decision = new FilterDecision([new("filter", kept, i, kept ? null : "it is noise")]);
            yield return new($"{i:000000000}", new(new(sample, new PairOrigin("add", "drawn", 7, i, 0)), decision));
        }
    }

    private static Image Noise(CounterRandom random, int size)
    {
        var image = new Image(size, size);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)random.Next(256);
        return image;
    }
}
