using EmuEdit.Core;

namespace EmuEdit.Filters.Tests;

public class FilterChainTests(LabelledWorld world)
{
    private static readonly FilterRange Nothing = new(Min: 1000);

    [Fact]
    public void AChainStopsAtTheFirstRejectionUnlessAllIsMeasured()
    {
        var pair = world.Couple("add", "copy").Right.Pair;
        var thresholds = FilterThresholds.Open.With("pixel_change", "add", Nothing).With("clip_image", "default", Nothing);

        var stopped = new FilterChain(world.Models, thresholds).Judge([pair])[0];
        Assert.Equal(["task_predictor", "mentioned", "mask_area", "pixel_change"], stopped.Results.Select(r => r.Filter));
        Assert.Same(stopped.Results[^1], stopped.Rejection);

        var all = new FilterChain(world.Models, thresholds) { MeasuresAll = true }.Judge([pair])[0];
        Assert.Equal(["pixel_change", "clip_image"], all.Results.Where(r => !r.Passed).Select(r => r.Filter));
        Assert.Contains(all.Results, r => r.Filter == "located");
    }

    [Fact]
    public void AFilterThatIsLeftOutIsNotAsked()
    {
        var pair = world.Couple("add", "copy").Right.Pair;
        var chain = new FilterChain(world.Models, FilterThresholds.Open.With("pixel_change", "add", Nothing));
        Assert.False(chain.Judge([pair])[0].Kept);
        Assert.True(chain.Without("pixel_change").Judge([pair])[0].Kept);
        Assert.Throws<InvalidInputException>(() => chain.Without("pixels"));
    }

    [Fact]
    public void AFilterWithoutItsModelIsLeftOutAndNamed() =>
        Assert.Equal(
            ["depth_change", "present", "added", "removed", "replaced", "located"],
            new FilterChain(new(world.Bundle), FilterThresholds.Open).Missing
        );

    [Fact]
    public void AnInstructionOfAnotherTaskIsReassignedIfThatTasksFiltersAgreeAndElseRejected()
    {
        var pair = world.Couple("remove", "copy").Right.Pair;
        pair = pair with { Sample = pair.Sample with { Task = EditTask.Named("style") } };
        var thresholds = FilterThresholds.Open.With("task_predictor", "default", new(Max: 0.5));

        var reassigned = new FilterChain(world.Models, thresholds).Judge([pair])[0];
        Assert.Equal(("remove", true), (reassigned.Reassigned?.Name, reassigned.Kept));
        Assert.Contains(reassigned.Results, r => r.Filter == "removed");

        var rejected = new FilterChain(world.Models, thresholds.With("removed", "remove", Nothing)).Judge([pair])[0];
        Assert.Null(rejected.Reassigned);
        Assert.Equal("task_predictor", rejected.Rejection!.Filter);
        Assert.Contains("above 0.5: it is taken for 'remove', as which removed rejects it", rejected.Rejection.Reason);
        Assert.Same(rejected.Results[^1], rejected.Rejection);
    }

    [Fact]
    public void AVerdictDoesNotDependOnTheOtherPairsOrTheirOrder()
    {
        List<ImagePair> pairs = [.. world.Labelled.Pairs.Select(p => p.Pair).Where((_, i) => i % 11 == 0)];
        var chain = new FilterChain(world.Models, FilterThresholds.Published) { MeasuresAll = true };
        var together = chain.Judge(pairs).Select(Said).ToList();
        Assert.Equal(together, chain.Judge([.. pairs.AsEnumerable().Reverse()]).Select(Said).Reverse());
        Assert.Equal(together, pairs.Select(p => Said(chain.Judge([p])[0])));
    }

    [Fact]
    public void APairOfTwoSizesIsRefused()
    {
        var pair = world.Couple("add", "copy").Right.Pair;
        var chain = new FilterChain(world.Models, FilterThresholds.Open);
        var error = Assert.Throws<InvalidInputException>(() =>
            chain.Judge([pair with { Sample = pair.Sample with { Target = new(32, 32) } }])
        );
        Assert.Contains("64 x 64 and 32 x 32", error.Message);
    }

    private static string Said(FilterDecision v) => $"{v.Reassigned} {v.Score:0.0000} {string.Join("; ", v.Results)}";
}
