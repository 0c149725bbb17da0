using EmuEdit.Evaluation;

namespace EmuEdit.Filters.Tests;

public class CalibrationTests(LabelledWorld world)
{
    [Fact]
    public void ThresholdsReachThePrecisionOnThePairsThatTheyWereChosenOnAndAreTheSameAgain()
    {
        var stop = TestContext.Current.CancellationToken;
        var thresholds = FilterCalibration.Choose(world.Models, world.Labelled.Pairs, stop);
        Assert.Equal(
            thresholds.ToJson().ToJsonString(),
            FilterCalibration.Choose(world.Models, world.Labelled.Pairs, stop).ToJson().ToJsonString()
        );

        var (open, calibrated) = (
            FilterReport.Of(world.Models, FilterThresholds.Open, world.Labelled.Pairs, cancellationToken: stop),
            FilterReport.Of(world.Models, thresholds, world.Labelled.Pairs, ablations: true, stop)
        );
        Assert.InRange(open.All.Precision, 0, 0.3);
        Assert.Equal(1, open.All.Recall);
        Assert.InRange(calibrated.All.Precision, 0.9, 1);
        Assert.InRange(calibrated.All.Recall, 0.6, 1);
        Assert.Equal(1, calibrated.Kinds.Single(k => k.Kind == "copy").Caught);
        Assert.Equal(calibrated.Filters, calibrated.Ablations.Select(a => a.Name));
        Assert.Contains("| add ", FilterReportFiles.Markdown(calibrated));
    }

    [Fact]
    public void APairKeptAsOfAnotherTaskIsNotRightlyKept()
    {
        var pair = world.Labelled.Pairs.First(p => p.Kind == "true");
        Assert.True(pair.IsRightlyKept(new([])));
        Assert.False(pair.IsRightlyKept(new([]) { Reassigned = Core.EditTask.All[^1] }));
    }

    [Fact]
    public void LabelledPairsAreTheSameForTheSameSeed()
    {
        var (a, b) = (Draw(), Draw());
        Assert.Equal(a.Select(p => p.Kind), b.Select(p => p.Kind));
        Assert.All(a.Zip(b), p => Assert.Equal(p.First.Pair.Sample.Target.Pixels, p.Second.Pair.Sample.Target.Pixels));
    }

    private static IReadOnlyList<LabelledPair> Draw() =>
        LabelledPairs.Draw(5, 1, 32, cancellationToken: TestContext.Current.CancellationToken).Pairs;
}
