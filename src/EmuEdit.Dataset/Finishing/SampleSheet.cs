using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>
/// Draws a sheet of kept pairs and, below them, of rejected pairs with their reasons: input, target and mask, two pairs per row, taken
/// evenly from all shards.
/// </summary>
internal static class SampleSheet
{
    private const int Most = 12, PairsARow = 2, Cell = 160;

    public static Image Draw(IReadOnlyList<string> shards, IReadOnlyList<string> rejects) =>
        Sheet.Grid([.. Rows(shards), .. Rows(rejects)], Cell);

    private static IEnumerable<IReadOnlyList<(Image, string)>> Rows(IReadOnlyList<string> shards) =>
        ShardDataset.OpenAny(shards) is var dataset && dataset.Count > 0
            ? Spread(dataset.Count)
                .Chunk(PairsARow)
                .Select(row => (IReadOnlyList<(Image, string)>)[.. row.SelectMany(i => Cells(dataset.Sample(i), dataset.Record(i)))])
            : [];

    private static IEnumerable<long> Spread(long count)
    {
        var shown = Math.Min(count, Most);
        for (var i = 0L; i < shown; i++)
            yield return i * count / shown;
    }

    private static IEnumerable<(Image, string)> Cells(EditSample sample, PairRecord record) =>
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
