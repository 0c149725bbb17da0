namespace EmuEdit.Core.Tests;

public class EditScoreTests
{
    // Two pixels: the left one is the region. The target changes it from 0 to 102 (0.4 on 0..1) in every channel.
    private static readonly Image Input = Grey(0, 0), Target = Grey(102, 0);

    [Theory]
    [InlineData(102, 0, 0.0, 0.0, true)]
    [InlineData(0, 0, 0.4, 0.0, false)]      // unchanged
    [InlineData(87, 0, 15 / 255.0, 0.0, true)]  // 0.0588 <= 0.06 and less than half of 0.4
    [InlineData(86, 0, 16 / 255.0, 0.0, false)] // 0.0627 > 0.06
    [InlineData(102, 7, 0.0, 7 / 255.0, true)]  // 0.0275 < 0.03
    [InlineData(102, 8, 0.0, 8 / 255.0, false)] // 0.0314
    public void Of_TwoPixels_MatchesTheHandComputedErrors(byte inside, byte outside, double l1Inside, double l1Outside, bool success)
    {
        var score = EditScore.Of(Grey(inside, outside), Sample(Input, Target, 255, 0));
        Assert.Equal(l1Inside, score.Inside, 12);
        Assert.Equal(l1Outside, score.Outside, 12);
        Assert.Equal(0.4, score.Unchanged, 12);
        Assert.Equal(success, score.Success);
    }

    [Fact]
    public void Of_SmallChange_NeedsLessThanHalfOfTheUnchangedError()
    {
        var sample = Sample(Grey(0, 0), Grey(10, 0), 255, 0);
        Assert.False(EditScore.Of(Grey(5, 0), sample).Success);
        Assert.True(EditScore.Of(Grey(6, 0), sample).Success);
    }

    [Fact]
    public void Of_EmptyRegion_IsJudgedOutsideAlone()
    {
        var sample = Sample(Input, Input, 0, 0);
        Assert.True(EditScore.Of(Grey(3, 3), sample).Success);
        Assert.False(EditScore.Of(Grey(9, 9), sample).Success);
        Assert.Equal(0, EditScore.Of(Grey(9, 9), sample).Inside);
    }

    [Fact]
    public void Of_WholePicture_HasNoErrorOutside() => Assert.Equal(0, EditScore.Of(Grey(50, 50), Sample(Input, Target, 255, 255)).Outside);

    [Fact]
    public void Of_OtherSize_Throws() =>
        Assert.Throws<ArgumentException>(() => EditScore.Of(new Image(3, 1), Sample(Input, Target, 255, 0)));

    private static Image Grey(byte left, byte right) => new(2, 1, [left, left, left, right, right, right]);

    private static EditSample Sample(Image input, Image target, byte left, byte right) =>
        new(input, "do it", target, EditTask.All[0], new Mask(2, 1, [left, right]), "before", "after", null);
}
