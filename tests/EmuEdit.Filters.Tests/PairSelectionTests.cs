using EmuEdit.Core;

namespace EmuEdit.Filters.Tests;

public class PairSelectionTests
{
    [Fact]
    public void TheBestCandidateOfASampleWinsAndTheOthersAreToldWhy()
    {
        var chosen = Choose([Pair(1, 0, shade: 1), Pair(1, 1, shade: 2), Pair(1, 2, shade: 3)], [0.2, 0.5, 0.4]);
        Assert.Equal([false, true, false], chosen.Select(v => v.Kept));
        Assert.Equal(
            ("outscored", "scores 0.2, candidate 1 of the same sample 0.5"),
            (chosen[0].Rejection!.Filter, chosen[0].Rejection!.Reason)
        );
    }

    [Fact]
    public void OfNearDuplicatesWithTheSameInstructionTheBetterIsKept()
    {
        var chosen = Choose(
            [Pair(1, 0, shade: 1), Pair(2, 0, shade: 1), Pair(3, 0, shade: 1, instruction: "another"), Pair(4, 0, shade: 9)],
            [0.2, 0.5, 0.4, 0.3]
        );
        Assert.Equal([false, true, true, true], chosen.Select(v => v.Kept));
        Assert.Equal("duplicate", chosen[0].Rejection!.Filter);
        Assert.Contains("from sample 2", chosen[0].Rejection!.Reason);
    }

    [Fact]
    public void ACaptionHasAtMostSoManyPairs()
    {
        var chosen = Choose(
            [.. Enumerable.Range(0, 4).Select(i => Pair(i, 0, shade: 3 * i + 1, instruction: $"{i}"))],
            [0.1, 0.2, 0.3, 0.4],
            new() { PerCaption = 2 }
        );
        Assert.Equal([false, false, true, true], chosen.Select(v => v.Kept));
        Assert.Equal(("cap", 2.0), (chosen[0].Rejection!.Filter, chosen[0].Rejection!.Value));
    }

    [Fact]
    public void TheChoiceDoesNotDependOnTheOrder()
    {
        List<ImagePair> pairs = [.. Enumerable.Range(0, 12).Select(i => Pair(i / 3, i % 3, shade: i % 4))];
        double[] scores = [.. pairs.Select((_, i) => i % 2 * 0.5)];
        var forward = Choose(pairs, scores).Select(v => v.Rejection?.Reason);
        pairs.Reverse();
        Assert.Equal(forward.Reverse(), Choose(pairs, [.. scores.Reverse()]).Select(v => v.Rejection?.Reason));
    }

    [Fact]
    public void ARejectedPairKeepsItsVerdict()
    {
        FilterDecision rejected = new([new("pixel_change", false, 0, "nothing changed")]) { Score = 9 };
        var chosen = PairSelection.Choose([Pair(1, 0, 1), Pair(1, 1, 2)], [rejected, new([])]);
        Assert.Same(rejected, chosen[0]);
        Assert.True(chosen[1].Kept);
    }

    private static IReadOnlyList<FilterDecision> Choose(
        IReadOnlyList<ImagePair> pairs,
        IReadOnlyList<double> scores,
        SelectionSettings? settings = null
    ) => PairSelection.Choose(pairs, [.. scores.Select(s => new FilterDecision([]) { Score = s })], settings);

    // Vertical stripes of a width of their own.
    private static ImagePair Pair(int index, int candidate, int shade, string instruction = "the same")
    {
        var target = new Image(36, 32);
        for (var i = 0; i < target.Pixels.Length; i++)
            target.Pixels[i] = (byte)((i / 3 % 36 * (shade + 1) + i / 108 * shade) % 36 * 7);
        return new(
            new(new(36, 32), instruction, target, EditTask.Named("add"), new(36, 32), "a caption", "an output", null),
            new("add", "drawn", 1, index, candidate)
        );
    }
}
