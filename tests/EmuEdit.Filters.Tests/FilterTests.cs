using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Filters.Tests;

public class FilterTests(LabelledWorld world)
{
    [Theory]
    [InlineData("mentioned", "remove", "wrong instruction", true)]
    [InlineData("pixel_change", "global", "copy", true)]
    [InlineData("edited_change", "remove", "not edited", true)]
    [InlineData("edited_spread", "style", "partial", true)]
    [InlineData("outside_change", "add", "drifted", false)]
    [InlineData("structure", "depth", "other sample's target", true)]
    [InlineData("clip_image", "add", "other task's target", true)]
    [InlineData("clip_input", "normal", "swapped", true)]
    [InlineData("clip_output", "normal", "not edited", true)]
    [InlineData("clip_direction", "style", "swapped", true)]
    [InlineData("depth_change", "texture", "other sample's target", false)]
    [InlineData("added", "add", "wrong object", true)]
    [InlineData("removed", "remove", "not edited", true)]
    [InlineData("replaced", "texture", "copy", true)]
    [InlineData("located", "detect", "wrong object", true)]
    public void AFilterPassesARightPairAndRejectsItsCorruptionNamingValueAndThreshold(
        string filter,
        string task,
        string kind,
        bool largerIsRight
    )
    {
        var (right, wrong) = world.Couple(task, kind);
        var (good, bad) = (world.Ask(filter, default, right.Pair).Value, world.Ask(filter, default, wrong.Pair).Value);
        var middle = Math.Round((good + bad) / 2, 3);
        var range = largerIsRight ? new FilterRange(Min: middle) : new FilterRange(Max: middle);

        Assert.True(range.Allows(good), $"{filter}: the right pair has {good}, the wrong one {bad}.");
        Assert.Null(world.Ask(filter, range, right.Pair).Reason);
        var rejection = world.Judge(FilterThresholds.Open.With(filter, "default", range), wrong.Pair) switch
        {
            { Kept: false } v => v.Rejection!,
            var kept => throw new InvalidOperationException($"kept as {kept.Reassigned}"),
        };
        Assert.Equal(filter, rejection.Filter);
        Assert.Contains(bad.ToString("0.####", CultureInfo.InvariantCulture), rejection.Reason);
        Assert.Contains((largerIsRight ? "below " : "above ") + middle.ToString("0.####", CultureInfo.InvariantCulture), rejection.Reason);
    }

    [Fact]
    public void AMaskOfNearlyNothingIsRejected()
    {
        var (right, _) = world.Couple("add", "copy");
        var mask = new Mask(64, 64) { [3, 3] = true };
        var verdict = new FilterChain(world.Models, FilterThresholds.Open.With("mask_area", "default", new(0.01, 0.9))).Judge([
            right.Pair with
            {
                Sample = right.Pair.Sample with { Region = mask },
            },
        ])[0];
        Assert.Equal("the mask's share of the picture is 0.0002, below 0.01", verdict.Rejection!.Reason);
    }

    [Fact]
    public void AnObjectThatIsMarkedMustBeThere()
    {
        var (right, _) = world.Couple("detect", "copy");
        var (there, elsewhere) = (
            world.Ask("present", new(Min: 0.5), right.Pair),
            world.Ask("present", new(Min: 0.5), right.Pair with { Sample = right.Pair.Sample with { EditedObject = "zebra" } })
        );
        Assert.True(there.Passed && !elsewhere.Passed, $"{there.Value} and {elsewhere.Value}");
    }

    [Fact]
    public void AnEditThatNamesNoObjectIsNotThere()
    {
        var (right, _) = world.Couple("add", "copy");
        Assert.Equal(0, world.Ask("added", default, right.Pair with { Sample = right.Pair.Sample with { EditedObject = null } }).Value);
    }

    [Fact]
    public void FiltersCannotSeeTheWorldsTruth() =>
        Assert.DoesNotContain("EmuEdit.World", typeof(FilterChain).Assembly.GetReferencedAssemblies().Select(a => a.Name));
}
