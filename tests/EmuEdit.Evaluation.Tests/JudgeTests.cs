using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;
using EmuEdit.World;

namespace EmuEdit.Evaluation.Tests;

/// <summary>
/// 208 edits of a trained bundle that a person looked at, 13 of each task. <c>edits.png</c> has
/// them in rows of sixteen, one per task; <c>wrong.txt</c> has the numbers, from 1, of those that
/// do not show what was asked for, or show it blurred, with a ghost or in pieces. The limits of
/// <see cref="EditScore"/> were chosen on the first 120.
/// </summary>
public class JudgeTests
{
    private const int ChosenOn = 120;
    private const long WorldSeed = 4242;

    private static readonly string s_folder = Path.Combine(Paths.Repository, "tests", "EmuEdit.Evaluation.Tests", "judged");

    private readonly List<(int Number, EditTask Task, bool Right, EditScore Score)> _edits = Judge();

    [Fact]
    public void Judge_AgreesWithTheEye()
    {
        Assert.Equal(208, _edits.Count);
        Assert.True(Agreement(_edits) >= 0.89, $"agreement on all: {Agreement(_edits):0.000}");
        var unseen = _edits.Where(e => e.Number > ChosenOn).ToList();
        Assert.True(Agreement(unseen) >= 0.86, $"agreement on edits that the limits were not chosen on: {Agreement(unseen):0.000}");
    }

    // The earlier rule: inside at most 0.06 and half of the unchanged input's error, outside below 0.03.
    [Fact]
    public void MeanErrorsAlone_AgreeFarLess() =>
        Assert.InRange(
            _edits.Average(e =>
                (e.Score.Inside <= 0.06 && e.Score.Inside < e.Score.Unchanged / 2 && e.Score.Outside < 0.03) == e.Right ? 1.0 : 0
            ),
            0.58,
            0.6
        );

    [Fact]
    public void Judge_ErrsAboutAsOftenInBothDirections()
    {
        var (tooMild, tooStrict) = (_edits.Count(e => e.Score.Success && !e.Right), _edits.Count(e => !e.Score.Success && e.Right));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"right to the judge and wrong to the eye: {tooMild}; the reverse: {tooStrict}; agreement {Agreement(_edits):0.000}\n"
                + string.Join(
                    "\n",
                    _edits.Where(e => e.Score.Success != e.Right).Select(e => $"{e.Number} {e.Task.Name} {e.Right} {e.Score}")
                )
        );
        Assert.InRange(tooMild, 0, 16);
        Assert.InRange(tooStrict, 0, 16);
    }

    private static double Agreement(List<(int Number, EditTask Task, bool Right, EditScore Score)> edits) =>
        edits.Average(e => e.Score.Success == e.Right ? 1.0 : 0);

    private static List<(int Number, EditTask Task, bool Right, EditScore Score)> Judge()
    {
        var sheet = new SkiaCodec().Read(Path.Combine(s_folder, "edits.png"));
        var wrong = File.ReadAllText(Path.Combine(s_folder, "wrong.txt")).Split(
            (char[])[' ', '\n'],
            StringSplitOptions.RemoveEmptyEntries
        ).Select(int.Parse).ToHashSet();
        var (columns, size) = (EditTask.All.Count, sheet.Width / EditTask.All.Count);
        var world = new WorldDataset(WorldSeed, size);
        return
        [
            .. Enumerable
                .Range(0, columns * (sheet.Height / size))
                .Select(i =>
                {
                    var sample = world.Sample(i / columns, EditTask.All[i % columns]);
                    return (
                        i + 1,
                        sample.Task,
                        !wrong.Contains(i + 1),
                        EditScore.Of(Cut(sheet, i % columns * size, i / columns * size, size), sample)
                    );
                }),
        ];
    }

    private static Image Cut(Image sheet, int left, int top, int size)
    {
        var image = new Image(size, size);
        for (var y = 0; y < size; y++)
            sheet.Pixels.AsSpan(sheet.Offset(left, top + y), 3 * size).CopyTo(image.Pixels.AsSpan(image.Offset(0, y)));
        return image;
    }
}
