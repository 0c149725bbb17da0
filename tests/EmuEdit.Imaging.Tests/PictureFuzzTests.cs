using EmuEdit.TestKit;
using SkiaSharp;

namespace EmuEdit.Imaging.Tests;

public class PictureFuzzTests
{
    private static readonly SkiaCodec s_codec = new(maxPixels: 1_000_000);

    public static TheoryData<string> Names => [.. Files.Keys];

    private static Dictionary<string, byte[]> Files => new()
    {
        ["a.png"] = TestFiles.RotatedPng(6),
        ["a.jpg"] = TestFiles.Rotated(6),
        ["a.webp"] = TestFiles.Encoded(SKEncodedImageFormat.Webp),
        ["a.bmp"] = TestFiles.Bmp(),
        ["a.gif"] = TestFiles.AnimatedGif(),
    };

    [Theory, MemberData(nameof(Names))]
    public void Decode_OfAnyDamage_IsRefusedInOneLineOrRead(string name) =>
        FileFuzz.Run(name, Files[name], file => s_codec.Decode(file, name));
}
