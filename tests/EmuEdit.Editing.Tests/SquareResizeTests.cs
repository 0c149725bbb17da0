using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

public class SquareResizeTests
{
    [Theory]
    [InlineData(32, 32)]
    [InlineData(100, 60)]
    [InlineData(17, 90)]
    [InlineData(5, 3)]
    public void Of_Picture_IsWhatTheEditPipelineGivesTheModel(int width, int height)
    {
        var picture = Pictures.Slopes(width, height);
        var (square, planes) = (SquareResize.Of(picture, 32), new Framing(width, height, 32, 32).ToModel(picture));
        // Rounded to bytes: half a level of 255.
        for (var i = 0; i < planes.Length; i++)
            Assert.Equal(planes[i], square.Pixels[3 * (i % 1024) + i / 1024] / 127.5f - 1, 0.5 / 127.5 + 1e-5);
    }

    [Fact]
    public void Of_Mask_HasWhatIsHalfInsideOrAllThatItTouches()
    {
        var mask = new Mask(64, 64);
        for (var y = 8; y < 23; y++)
            for (var x = 8; x < 23; x++)
                mask[x, y] = true;
        // Cells of 4: two and three quarters of one.
        Assert.Equal(
            (16, true, true, false),
            (
                SquareResize.Of(mask, 16).Count,
                SquareResize.Of(mask, 16)[2, 2],
                SquareResize.Of(mask, 16)[5, 5],
                SquareResize.Of(mask, 16)[6, 5]
            )
        );
        var dot = new Mask(64, 64) { [9, 9] = true };
        Assert.Equal((1, true), (SquareResize.Of(dot, 16).Count, SquareResize.Of(dot, 16)[2, 2]));
        Assert.Equal(0, SquareResize.Of(new Mask(64, 48), 16).Count);
    }
}
