using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging.Tests;

public class SkiaCodecTests : CodecContract
{
    private readonly SkiaCodec _codec = new();

    protected override IImageCodec Codec => _codec;

    [Fact]
    public void Decode_EmptyFile_SaysSo() => AssertRefused([], "a.png is empty (0 bytes)");

    [Fact]
    public void Decode_Text_IsNotAPicture() => AssertRefused("hello, world"u8.ToArray(), "a.png is not a picture");

    [Fact]
    public void Decode_Pdf_NamesWhatItIs() => AssertRefused("%PDF-1.7 something"u8.ToArray(), "a.png is a PDF document");

    [Fact]
    public void Decode_TruncatedPng_SaysCutOff() => AssertRefused(TestFiles.Png()[..^40], "a.png is cut off: its pixels end early");

    [Fact]
    public void Decode_TruncatedJpeg_SaysCutOff()
    {
        var jpeg = TestFiles.Encoded(SKEncodedImageFormat.Jpeg);
        AssertRefused(jpeg[..^(jpeg.Length / 4)], "a.png is cut off: its pixels end early");
    }

    [Fact]
    public void Decode_HeaderCutOff_NamesTheFormat() =>
        AssertRefused(TestFiles.Png()[..20], "a.png begins as a PNG but its header is broken or cut off");

    [Fact]
    public void Decode_OverTheGivenLimit_NamesTheLimit()
    {
        var error = Assert.Throws<InvalidInputException>(() => new SkiaCodec(maxPixels: 900).Decode(TestFiles.Png(), "a.png"));
        Assert.StartsWith("a.png is 40 x 24 pixels; allowed: up to 900 pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_NamesThePath()
    {
        var error = Assert.Throws<InvalidInputException>(() => _codec.Read("/nowhere/a.png"));
        Assert.Equal("/nowhere/a.png does not exist", error.Given);
    }

    [Fact]
    public void Write_ThenRead_GivesTheSamePixelsAndLeavesNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("emuedit");
        try
        {
            var path = Path.Combine(folder.FullName, "new", "a.png");
            _codec.Write(path, TestFiles.Gradient());
            Assert.Equal(TestFiles.Gradient().Pixels, _codec.Read(path).Pixels);
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void AssertRefused(byte[] file, string given)
    {
        var error = Assert.Throws<InvalidInputException>(() => _codec.Decode(file, "a.png"));
        Assert.Equal(given, error.Given);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Decode_OverTheBudget_IsBusyAndDamagedFilesTakeNothing()
    {
        var codec = new SkiaCodec { Budget = new(100) { Patience = TimeSpan.Zero } };
        var file = codec.EncodePng(new Image(9, 9));
        var picture = codec.Decode(file, "a");
        Assert.Throws<BusyException>(() => codec.Decode(file, "b"));
        GC.KeepAlive(picture);
        var other = new SkiaCodec { Budget = new(100) };
        Assert.Throws<InvalidInputException>(() => other.Decode(file.AsMemory(0, file.Length / 2), "c"));
        Assert.Equal(0, other.Budget.Used);
    }
}
