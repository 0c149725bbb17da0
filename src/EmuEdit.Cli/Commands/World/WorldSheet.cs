using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>The first of what was rendered, on one sheet.</summary>
internal static class WorldSheet
{
    private const int Scenes = 30, ScenesARow = 6, Edits = 16, EditsARow = 2;

    /// <summary>Scenes with their captions.</summary>
    public static Image OfScenes(WorldDataset dataset, int count) => Rows(ScenesARow, Enumerable.Range(0, Math.Min(count, Scenes)).Select(i =>
    {
        var (scene, caption) = dataset.Scene(i);
        return new[] { (dataset.Render(scene).ToImage(), caption) };
    }));

    /// <summary>Edits: the input under its instruction, the target, the region.</summary>
    public static Image OfEdits(Func<long, EditSample> sample, int count) => Rows(EditsARow, Enumerable.Range(0, Math.Min(count, Edits)).Select(i => sample(i)).Select(s => new[]
    {
        (s.Input, $"{s.Task}: {s.Instruction}"), (s.Target, "target"), (s.Region.ToImage(), "region"),
    }));

    private static Image Rows(int perRow, IEnumerable<(Image, string)[]> groups) =>
        Sheet.Grid([.. groups.Chunk(perRow).Select(row => (IReadOnlyList<(Image, string)>)[.. row.SelectMany(g => g)])]);
}
