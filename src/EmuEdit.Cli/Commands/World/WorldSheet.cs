using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>Draws a contact sheet of the first rendered samples.</summary>
internal static class WorldSheet
{
    private const int Scenes = 30, ScenesARow = 6, SceneCell = 128, Edits = 18, EditsARow = 3, EditCell = 160;

    /// <summary>Draws scenes with their captions.</summary>
    public static Image OfScenes(WorldDataset dataset, int count) =>
        Rows(
            ScenesARow,
            SceneCell,
            Enumerable
                .Range(0, Math.Min(count, Scenes))
                .Select(i =>
                {
                    var (scene, caption) = dataset.Scene(i);
                    return new[] { (dataset.Render(scene).ToImage(), caption) };
                })
        );

    /// <summary>Draws edits, grouped by task: the input with its instruction, the target, and the region.</summary>
    public static Image OfEdits(Func<long, EditSample> sample, int count)
    {
        var byTask = Enumerable.Range(0, Math.Min(count, Edits)).Select(i => sample(i)).GroupBy(s => s.Task).SelectMany(g => g);
        return Rows(
            EditsARow,
            EditCell,
            byTask.Select(s => new[] { (s.Input, s.Instruction), (s.Target, $"target of {s.Task}"), (s.Region.ToImage(), "region") })
        );
    }

    private static Image Rows(int perRow, int cell, IEnumerable<(Image, string)[]> groups) =>
        Sheet.Grid([.. groups.Chunk(perRow).Select(row => (IReadOnlyList<(Image, string)>)[.. row.SelectMany(g => g)])], cell);
}
