using EmuEdit.Core;

namespace EmuEdit.Diffusion.Tests;

public sealed class GuidanceTests
{
    [Theory]
    [InlineData(1.5f, 5f)]
    [InlineData(1f, 1f)]
    [InlineData(1f, 4f)]
    [InlineData(3f, 3f)]
    [InlineData(0f, 0f)]
    [InlineData(2f, 0f)]
    [InlineData(0f, 1f)]
    public void Combine_BranchesLeftOut_EqualsTheFullEquation(float image, float text)
    {
        var predictions = Enum.GetValues<GuidanceBranch>().ToDictionary(b => b, b => new CounterRandom((int)b).Gaussians(16));
        var expected = Enumerable
            .Range(0, 16)
            .Select(i =>
            {
                var (full, imageOnly, none) = (
                    predictions[GuidanceBranch.Full][i],
                    predictions[GuidanceBranch.ImageOnly][i],
                    predictions[GuidanceBranch.None][i]
                );
                return none + image * (imageOnly - none) + text * (full - imageOnly);
            });
        var guidance = new Guidance(image, text);
        var guided = new float[16];
        guidance.Combine([.. guidance.Branches.SelectMany(b => predictions[b])], guided);
        Assert.Equal(expected, guided, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(1f, 1f, new[] { GuidanceBranch.Full })]
    [InlineData(1f, 3f, new[] { GuidanceBranch.Full, GuidanceBranch.ImageOnly })]
    [InlineData(3f, 3f, new[] { GuidanceBranch.Full, GuidanceBranch.None })]
    [InlineData(1.5f, 1f, new[] { GuidanceBranch.Full, GuidanceBranch.ImageOnly, GuidanceBranch.None })]
    [InlineData(1f, 0f, new[] { GuidanceBranch.ImageOnly })]
    [InlineData(0f, 0f, new[] { GuidanceBranch.None })]
    public void Branches_AnyScales_AreThoseWithAWeight(float image, float text, GuidanceBranch[] expected) =>
        Assert.Equal(expected, new Guidance(image, text).Branches);
}
