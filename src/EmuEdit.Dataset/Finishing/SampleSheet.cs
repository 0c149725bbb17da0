using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>
/// Draws a sheet of kept pairs and, below them, of rejected pairs with their reasons: input, target and mask, two pairs per row, taken
/// evenly from all shards. Only the shards with these pairs are read, one after the other.
/// </summary>
internal static class SampleSheet
{
    private const int Most = 12, PairsARow = 2, Cell = 160;

    public static async Task<Image> DrawAsync(
        IReadOnlyList<CountedFile> shards,
        IReadOnlyList<CountedFile> rejects,
        Func<string, CancellationToken, Task<string>> open,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<IReadOnlyList<(Image, string)>>();
        foreach (var files in new[] { shards, rejects })
        {
            var pairs = new List<IEnumerable<(Image, string)>>();
            foreach (var (shard, places) in Spread(files))
            {
                var dataset = ShardDataset.OpenAny([await open(shard, cancellationToken).ConfigureAwait(false)]);
                pairs.AddRange(places.Select(p => Cells(dataset.Sample(p), dataset.Record(p))));
            }
            rows.AddRange(pairs.Chunk(PairsARow).Select(row => row.SelectMany(c => c).ToList()));
        }
        return Sheet.Grid(rows, Cell);
    }

    // Places of the shown pairs in their shards.
    private static IEnumerable<(string Shard, IReadOnlyList<long> Places)> Spread(IReadOnlyList<CountedFile> shards)
    {
        var (count, first) = (shards.Sum(s => s.Samples), 0L);
        var shown = Math.Min(count, Most);
        var chosen = Enumerable.Range(0, (int)shown).Select(i => i * count / shown).ToList();
        foreach (var shard in shards)
        {
            List<long> places = [.. chosen.Where(i => i >= first && i < first + shard.Samples).Select(i => i - first)];
            if (places.Count > 0)
                yield return (shard.Path, places);
            first += shard.Samples;
        }
    }

    private static List<(Image, string)> Cells(EditSample sample, PairRecord record) =>
        [
            (sample.Input, sample.Instruction),
            (sample.Target, $"{(record.RejectedBy is null ? "✓" : "✗")} {sample.Task}"),
            (
                sample.Region.ToImage(),
                record.RejectedBy is { } filter ? $"{filter}: {record.Reason}"
                : record.Origin?.Mask is { } mask ? $"{mask} mask"
                : ""
            ),
        ];
}
