namespace EmuEdit.Core.Tests;

public class EditScoreTests
{
    // Two pixels: the left one is the region. The target changes it from 0 to 102 (0.4 on 0..1) in every channel.
    private static readonly Image Input = Grey(0, 0), Target = Grey(102, 0);

    [Theory]
    [InlineData(102, 0, 0.0, 0.0, true)]
    [InlineData(0, 0, 0.4, 0.0, false)] // unchanged
    [InlineData(92, 0, 10 / 255.0, 0.0, true)] // 0.039 <= 0.04
    [InlineData(81, 0, 21 / 255.0, 0.0, false)] // 0.082 > 0.08
    [InlineData(102, 11, 0.0, 11 / 255.0, true)] // 0.043 < 0.045
    [InlineData(102, 12, 0.0, 12 / 255.0, false)] // 0.047
    public void Of_TwoPixels_MatchesTheHandComputedErrors(byte inside, byte outside, double l1Inside, double l1Outside, bool success)
    {
        var score = EditScore.Of(Grey(inside, outside), Sample(Input, Target, 255, 0));
        Assert.Equal(l1Inside, score.Inside, 12);
        Assert.Equal(l1Outside, score.Outside, 12);
        Assert.Equal(0.4, score.Unchanged, 12);
        Assert.Equal(success, score.Success);
    }

    [Fact]
    public void Of_SmallChange_NeedsLessThanSevenTenthsOfTheUnchangedError()
    {
        var sample = Sample(Grey(0, 0), Grey(10, 0), 255, 0);
        Assert.False(EditScore.Of(Grey(3, 0), sample).Success);
        Assert.True(EditScore.Of(Grey(4, 0), sample).Success);
    }

    [Fact]
    public void Of_EmptyRegion_IsJudgedOutsideAlone()
    {
        var sample = Sample(Input, Input, 0, 0);
        Assert.True(EditScore.Of(Grey(3, 3), sample).Success);
        Assert.False(EditScore.Of(Grey(12, 12), sample).Success);
        Assert.Equal(0, EditScore.Of(Grey(9, 9), sample).Inside);
    }

    [Theory]
    [InlineData("local", true)]
    [InlineData("sketch", false)]
    public void Of_LostOutlines_FailWhereTheImageIsRedrawn(string task, bool success)
    {
        // A grey image with one dark line, and the same without it: the mean error is small.
        var (blank, line) = (new Image(32, 32), new Image(32, 32));
        blank.Pixels.AsSpan().Fill(200);
        line.Pixels.AsSpan().Fill(200);
        line.Pixels.AsSpan(line.Offset(0, 16), 3 * 32).Clear();
        var whole = new Mask(32, 32);
        whole.Pixels.AsSpan().Fill(255);
        var sample = new EditSample(new Image(32, 32), "do it", line, EditTask.Named(task), whole, "before", "after", null);
        Assert.Equal(success, EditScore.Of(blank, sample).Success);
        Assert.True(EditScore.Of(line, sample).Success);
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
