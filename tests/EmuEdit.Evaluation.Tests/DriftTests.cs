using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation.Tests;

public class DriftTests
{
    private static readonly List<RecolourChain> Chains = [.. RecolourChain.Of(new WorldDataset(3, 48), turns: 3).Take(4)];

    [Fact]
    public void Of_AScene_NamesADifferentColourEachTurnAndKnowsWhatStays()
    {
        Assert.All(Chains, chain =>
        {
            Assert.Equal(3, chain.Instructions.Distinct().Count());
            Assert.All(chain.Instructions, i => Assert.Matches("^make the (sphere|cube|cylinder|cone) [a-z]+$", i));
            Assert.InRange(chain.Untouched.Count, 48 * 48 / 2, 48 * 48 - 1);
        });
    }

    [Fact]
    public void Measure_EditorThatAddsOneLevelATurn_DriftsByOneLevelATurn()
    {
        var curve = Measure(
            (input, _, _) => new Image(input.Width, input.Height, Array.ConvertAll(input.Pixels, p => (byte)Math.Min(254, p + 1))),
            [Dark()]
        );
        Assert.Equal([0, 1, 2, 3], curve.Drift.Select(d => Math.Round(255 * d.Mean, 9)));
    }

    [Fact]
    public void Measure_EditorThatTouchesOnlyTheObject_DoesNotDrift()
    {
        var chain = Chains[0];
        var curve = Measure((input, _, _) =>
        {
            var edit = input.Clone();
            for (var i = 0; i < chain.Untouched.Pixels.Length; i++)
                if (chain.Untouched.Pixels[i] == 0)
                    edit.Pixels[3 * i] ^= 0x55;
            return edit;
        }, [chain]);
        Assert.Equal([0, 0, 0, 0], curve.Drift.Select(d => d.Mean));
    }

    [Fact]
    public void PlotOf_TwoCurves_IsAPicture() => Assert.Equal(960, DriftCurve.PlotOf([new("a", [[0, 1]]), new("b", [[0, 0]])]).Width);

    [Fact]
    public void Below_ConversationsThatDriftByAsMuchLess_IsCertainOfIt()
    {
        var (without, with) = (
            new DriftCurve(
                "without",
                [
                    [0, 0.1],
                    [0, 0.5],
                    [0, 0.9],
                ]
            ),
            new DriftCurve(
                "with",
                [
                    [0, 0.0],
                    [0, 0.4],
                    [0, 0.8],
                ]
            )
        );
        var less = with.Below(without)[1];
        Assert.Equal(0.1, less.Mean, 1e-9);
        Assert.Equal(0, less.HalfWidth, 1e-9);
        Assert.InRange(without.Drift[1].HalfWidth, 0.9, 1.1);
    }

    [Fact]
    public void TaskAccuracy_PredictorThatKnowsOneTask_IsRightWhereThatTaskIsAsked()
    {
        var dataset = new WorldDataset(5, 32, heldOut: true);
        var accuracy = TaskAccuracy.Measure(_ => EditTask.All[3], dataset, 200);
        Assert.Equal(Enumerable.Range(0, 200).Count(i => dataset.Instruction(i).Task == EditTask.All[3]), accuracy.Correct);
        Assert.Equal(200 - accuracy.Correct, accuracy.Confusions.Sum(c => c.Count));
    }

    private static RecolourChain Dark() => new(new Image(8, 8), ["a", "b", "c"], Whole(8));

    private static Mask Whole(int size)
    {
        var mask = new Mask(size, size);
        mask.Pixels.AsSpan().Fill(255);
        return mask;
    }

    private static DriftCurve Measure(TurnEditor editor, IReadOnlyList<RecolourChain> chains) =>
        DriftCurve.Measure("test", editor, chains, cancellationToken: TestContext.Current.CancellationToken);
}
