namespace EmuEdit.Core.Tests;

public class ThumbnailTests
{
    [Fact]
    public void Of_FourPixels_IsTheirMean()
    {
        var picture = new Image(2, 2, [0, 10, 255, 100, 10, 255, 0, 30, 255, 100, 30, 255]);
        Assert.Equal([50, 20, 255], Thumbnail.Of(picture, 1).Pixels);
    }

    [Theory]
    [InlineData(100, 50, 20, 10)]
    [InlineData(1000, 1, 16, 1)]
    [InlineData(30, 300, 7, 70)]
    public void Of_AnyShape_KeepsIt(int width, int height, int narrow, int expected)
    {
        var small = Thumbnail.Of(new Image(width, height), narrow);
        Assert.Equal((narrow, expected), (small.Width, small.Height));
    }

    [Fact]
    public void Of_OneColour_IsThatColour()
    {
        var picture = new Image(37, 23);
        picture.Pixels.AsSpan().Fill(201);
        Assert.All(Thumbnail.Of(picture, 16).Pixels, p => Assert.Equal(201, p));
    }

    [Fact]
    public void Of_AsNarrowAlready_IsThePicture()
    {
        var picture = new Image(16, 4);
        Assert.Same(picture, Thumbnail.Of(picture, 16));
    }
}
