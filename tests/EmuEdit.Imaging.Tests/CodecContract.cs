using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging.Tests;

/// <summary>What every codec must do.</summary>
public abstract class CodecContract
{
    protected abstract IImageCodec Codec { get; }

    [Fact]
    public void EncodePng_ThenDecode_GivesTheSamePixels()
    {
        var image = TestFiles.Gradient();
        Assert.Equal(image.Pixels, Codec.Decode(Codec.EncodePng(image), "a.png").Pixels);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, "JFIF", 6)]
    [InlineData(ImageFormat.WebP, "WEBP", 12)]
    public void Encode_LossyFormat_IsThatFormatAndCloseToTheOriginal(ImageFormat format, string mark, double tolerance)
    {
        var image = TestFiles.Gradient();
        var file = Codec.Encode(image, format);
        Assert.Contains(mark, System.Text.Encoding.Latin1.GetString(file.AsSpan(0, 16)), StringComparison.Ordinal);
        Assert.InRange(image.Pixels.Zip(Codec.Decode(file, "a").Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, tolerance);
    }

    [Fact]
    public void Measure_IsTheSizeInTheHeader()
    {
        Assert.Equal((7, 5), Codec.Measure(Codec.EncodePng(new Image(7, 5)), "a.png"));
        Assert.Throws<InvalidInputException>(() => Codec.Measure("no picture"u8.ToArray(), "a.txt"));
        Assert.Throws<InvalidInputException>(() => Codec.Measure(default, "a.png"));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, 6)]
    [InlineData(SKEncodedImageFormat.Webp, 12)]
    public void Decode_LossyFormat_IsCloseToTheOriginal(SKEncodedImageFormat format, double tolerance)
    {
        var original = TestFiles.Gradient();
        var decoded = Codec.Decode(TestFiles.Encoded(format), "a");
        Assert.Equal((original.Width, original.Height), (decoded.Width, decoded.Height));
        Assert.InRange(original.Pixels.Zip(decoded.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, tolerance);
    }

    [Fact]
    public void Decode_Bmp_GivesItsPixels() => Assert.Equal([255, 0, 0, 0, 0, 255], Codec.Decode(TestFiles.Bmp(), "a.bmp").Pixels);

    [Fact]
    public void Decode_AnimatedGif_GivesItsFirstFrame() => Assert.Equal([255, 0, 0], Codec.Decode(TestFiles.AnimatedGif(), "a.gif").Pixels);

    [Fact]
    public void Decode_SixteenBitPng_KeepsTheHighByte()
    {
        var png = PngFile.Of(1, 1, 16, PngFile.Rgb, [0, 0x80, 0x80, 0x40, 0x40, 0xFF, 0xFF]);
        Assert.Equal([0x80, 0x40, 0xFF], Codec.Decode(png, "a.png").Pixels);
    }

    [Fact]
    public void Decode_AlphaPng_IsCompositedOntoWhite()
    {
        // Transparent black is white; half-transparent red (alpha 51 of 255 = 1/5) is 4/5 white.
        var png = PngFile.Of(2, 1, 8, PngFile.Rgba, [0, 0, 0, 0, 0, 255, 0, 0, 51]);
        Assert.Equal([255, 255, 255, 255, 204, 204], Codec.Decode(png, "a.png").Pixels);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 255, 255, 255)]
    [InlineData(0, 0, 0, 255, 0, 0, 0)]
    [InlineData(0, 255, 255, 0, 255, 0, 0)]
    public void Decode_CmykJpeg_IsConvertedToRgb(byte c, byte m, byte y, byte k, int r, int g, int b)
    {
        var image = Codec.Decode(JpegFile.Cmyk(c, m, y, k), "a.jpg");
        Assert.Equal((8, 8), (image.Width, image.Height));
        Assert.All([image.Pixels[0] - r, image.Pixels[1] - g, image.Pixels[2] - b], d => Assert.InRange(d, -3, 3));
    }

    // Where the stored top-left pixel (0, 0) is seen, by EXIF orientation, on the 40 x 24 picture.
    [Theory]
    [InlineData(1, 40, 0, 0)]
    [InlineData(2, 40, 39, 0)]
    [InlineData(3, 40, 39, 23)]
    [InlineData(4, 40, 0, 23)]
    [InlineData(5, 24, 0, 0)]
    [InlineData(6, 24, 23, 0)]
    [InlineData(7, 24, 23, 39)]
    [InlineData(8, 24, 0, 39)]
    public void Decode_ExifOrientation_IsApplied(byte orientation, int width, int x, int y)
    {
        var image = Codec.Decode(TestFiles.Rotated(orientation), "a.jpg");
        Assert.Equal(width, image.Width);
        // Red grows along stored columns and green along stored rows: both are least at the stored corner.
        Assert.Equal(
            Darkness(image, x, y),
            Enumerable.Range(0, 4).Max(i => Darkness(image, i % 2 * (image.Width - 1), i / 2 * (image.Height - 1)))
        );
    }

    // Where the stored lower left pixel (0, 23) is seen: it has no red and the most green.
    [Theory]
    [InlineData(5, 23, 0)]
    [InlineData(6, 0, 0)]
    [InlineData(7, 0, 39)]
    [InlineData(8, 23, 39)]
    public void Decode_TurnedJpeg_ShowsTheStoredLowerLeftCornerThere(byte orientation, int x, int y)
    {
        var image = Codec.Decode(TestFiles.Rotated(orientation), "a.jpg");
        var (red, green) = (image.Pixels[image.Offset(x, y)], image.Pixels[image.Offset(x, y) + 1]);
        Assert.True(red < 30 && green > 220, $"red {red}, green {green}");
    }

    [Theory]
    [InlineData(1, 40, 0, 0)]
    [InlineData(2, 40, 39, 0)]
    [InlineData(3, 40, 39, 23)]
    [InlineData(4, 40, 0, 23)]
    [InlineData(5, 24, 0, 0)]
    [InlineData(6, 24, 23, 0)]
    [InlineData(7, 24, 23, 39)]
    [InlineData(8, 24, 0, 39)]
    public void Decode_ExifOrientationOfAPng_IsAppliedAsThatOfAJpeg(byte orientation, int width, int x, int y)
    {
        var image = Codec.Decode(TestFiles.RotatedPng(orientation), "a.png");
        Assert.Equal(width, image.Width);
        Assert.Equal([0, 0, 0], image.Pixels.AsSpan(image.Offset(x, y), 3).ToArray());
        Assert.Equal(image.Pixels, Codec.Decode(TestFiles.RotatedPng(orientation, little: true), "a.png").Pixels);
        Assert.Equal(image.Pixels, Codec.Decode(TestFiles.RotatedPng(orientation, behind: true), "a.png").Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Decode_ExifOrientationThatIsNone_ChangesNothing(byte orientation) =>
        Assert.Equal(TestFiles.Gradient().Pixels, Codec.Decode(TestFiles.RotatedPng(orientation), "a.png").Pixels);

    // Cameras leave the mark of the end out, and some put other things in its place.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public void Decode_JpegWithoutItsEnd_IsWhole(int junk)
    {
        var jpeg = TestFiles.Encoded(SKEncodedImageFormat.Jpeg);
        Assert.Equal([0xFF, 0xD9], jpeg[^2..]);
        Assert.Equal(
            Codec.Decode(jpeg, "a.jpg").Pixels,
            Codec.Decode((byte[])[.. jpeg[..^2], .. Enumerable.Repeat((byte)7, junk)], "a.jpg").Pixels
        );
    }

    [Fact]
    public void Decode_ProgressiveJpegWithoutItsEnd_IsWholeWhereEveryScanIsThere()
    {
        var whole = Codec.Decode((byte[])[.. JpegFile.Progressive(90, scans: 2), 0xFF, 0xD9], "a.jpg");
        Assert.Equal((8, 90), (whole.Width, whole.Pixels[0]));
        Assert.Equal(whole.Pixels, Codec.Decode(JpegFile.Progressive(90, scans: 2), "a.jpg").Pixels);
        AssertRefused(JpegFile.Progressive(90, scans: 1));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void Decode_PngWithAlpha_TellsWhetherItWasFlattened(byte alpha, bool flattened)
    {
        var png = PngFile.Of(2, 1, 8, PngFile.Rgba, [0, 9, 9, 9, 255, 9, 9, 9, alpha]);
        Assert.Equal(flattened, Codec.Decode(png, "a.png").Flattened);
        Assert.False(Codec.Decode(TestFiles.Png(), "a.png").Flattened);
    }

    // What phones and cameras write, and other pictures that people have.
    [Theory]
    [InlineData("\0\0\0\u0020ftypavif\0\0\0\0avifmif1miaf", "an AVIF picture")]
    [InlineData("\0\0\0\u0020ftypmif1\0\0\0\0mif1avifmiaf", "an AVIF picture")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "a HEIC picture")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heix", "a HEIC picture")]
    [InlineData("\0\0\0\u0014ftypqt  \0\0\0\0qt  ", "a video file")]
    [InlineData("II*\0\u0008\0\0\0", "a TIFF picture")]
    [InlineData("MM\0*\0\0\0\u0008", "a TIFF picture")]
    [InlineData("\0\0\0\u000CJXL \r\n", "a JPEG XL picture")]
    [InlineData("RIFF\u0024\0\0\0WAVEfmt ", "a sound or video file")]
    [InlineData("<!DOCTYPE html><html>", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "a Git LFS pointer")]
    public void Decode_AFormatThatIsNotRead_NamesIt(string head, string kind) =>
        AssertRefused([.. System.Text.Encoding.Latin1.GetBytes(head), .. new byte[100]], "a.png is " + kind);

    [Fact]
    public void Decode_NoPicture_IsRefused()
    {
        foreach (var file in new[] { [], "hello, world"u8.ToArray(), "%PDF-1.7 something"u8.ToArray(), TestFiles.Png()[..20] })
            AssertRefused(file);
    }

    [Fact]
    public void Decode_EveryTruncation_IsRefusedOrWhole()
    {
        foreach (var format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
        {
            var file = TestFiles.Encoded(format);
            for (var length = 0; length < file.Length - 20; length++) // a PNG is whole without its last 20 bytes: checksums and end mark
                Assert.True(
                    Record.Exception(() => Codec.Decode(file.AsMemory(0, length), "a")) is InvalidInputException,
                    $"{format}: {length} of {file.Length} bytes"
                );
        }
    }

    [Fact]
    public void Decode_HugeHeader_IsRefusedBeforePixelsAreAllocated()
    {
        var png = PngFile.Of(50_000, 50_000, 8, PngFile.Rgb, [0, 1, 2, 3]);
        // Of this thread: other tests allocate meanwhile.
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(png, "a.png is 50000 x 50000 pixels");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private static int Darkness(Image image, int x, int y) => 510 - image.Pixels[image.Offset(x, y)] - image.Pixels[image.Offset(x, y) + 1];

    private void AssertRefused(byte[] file, string? given = null)
    {
        var error = Assert.Throws<InvalidInputException>(() => Codec.Decode(file, "a.png"));
        Assert.StartsWith(given ?? "a.png", error.Given, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
