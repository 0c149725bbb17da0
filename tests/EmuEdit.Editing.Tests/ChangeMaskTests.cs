using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Editing.Tests;

public class ChangeMaskTests
{
    private static readonly SkiaCodec Codec = new();

    [Fact]
    public void Within_PartOfThePicture_LeavesEveryOtherByte()
    {
        var (input, mask) = (new Image(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), new Mask(2, 2, [255, 0, 0, 255]));
        var edit = new EditResult(
            new(2, 2, [.. Enumerable.Repeat((byte)200, 12)]),
            new(2, 2, [255, 255, 0, 0]),
            "local",
            false,
            1,
            0
        ).Within(input, mask);
        Assert.Equal([200, 200, 200, 4, 5, 6, 7, 8, 9, 200, 200, 200], edit.Image.Pixels);
        Assert.Equal([255, 0, 0, 0], edit.Changes.Pixels);
    }

    [Fact]
    public void Within_NoMask_IsTheEdit()
    {
        var edit = new EditResult(new(1, 1, [9, 9, 9]), new(1, 1, [255]), "local", false, 1, 0);
        Assert.Equal([9, 9, 9], edit.Within(new(1, 1), null).Image.Pixels);
    }

    [Fact]
    public void Read_Grey_IsInsideFromTheMiddleOn()
    {
        var picture = new Image(2, 1, [127, 127, 127, 128, 128, 128]);
        Assert.Equal([0, 255], ChangeMask.Read(Codec, Codec.EncodePng(picture), 2, 1).Pixels);
    }

    [Theory]
    [InlineData(2, 1, 255, "a mask of 2 x 1 pixels")]
    [InlineData(1, 1, 0, "a mask without a white pixel")]
    public void Read_ThatFitsNothing_IsRefused(int width, int height, int level, string given)
    {
        var file = Codec.EncodePng(new Image(width, height, [.. Enumerable.Repeat((byte)level, 3 * width * height)]));
        Assert.Equal(given, Assert.Throws<InvalidInputException>(() => ChangeMask.Read(Codec, file, 1, 1)).Given);
    }

    [Fact]
    public void Read_ThatIsNoPicture_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => ChangeMask.Read(Codec, new byte[] { 1, 2, 3 }, 1, 1));
}
