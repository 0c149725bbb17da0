namespace EmuEdit.Editing.Tests;

public sealed class ModelFrameTests
{
    private const double Area = 512 * 512;

    [Theory]
    [InlineData(512, 512, 512, 512)]
    [InlineData(500, 500, 496, 496)]
    [InlineData(640, 480, 640, 480)]
    [InlineData(1920, 1080, 680, 384)]
    [InlineData(1080, 1920, 384, 680)]
    [InlineData(4032, 3024, 592, 448)]
    [InlineData(64, 48, 592, 448)]
    [InlineData(1, 1, 512, 512)]
    [InlineData(10_000, 100, 4096, 64)]
    public void Of_APicture_HasItsShapeAndTheModelsPixels(int width, int height, int frameWidth, int frameHeight) =>
        Assert.Equal(new ModelFrame(frameWidth, frameHeight), ModelFrame.Of(width, height, Area));

    [Fact]
    public void Of_AnyPicture_IsOfMultiplesOfEightNearTheModelsPixels()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var (width, height) = (random.Next(1, 6000), random.Next(1, 6000));
            var frame = ModelFrame.Of(width, height, Area);
            Assert.True(
                frame.Width % 8 == 0 && frame.Height % 8 == 0 && frame.Width >= 64 && frame.Height >= 64,
                $"{frame} of {width} x {height}"
            );
            Assert.InRange((double)frame.Width * frame.Height, Area / 1.4, Area * 1.4);
            // Where no side is at its limit, the shapes differ by less than the rounding of both sides.
            if (Math.Max(width, height) < 30 * Math.Min(width, height))
                Assert.InRange(Math.Log((double)frame.Width / frame.Height * height / width), -0.07, 0.07);
        }
    }
}
