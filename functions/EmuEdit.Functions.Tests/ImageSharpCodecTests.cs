using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Imaging.Tests;

namespace EmuEdit.Functions.Tests;

public class ImageSharpCodecTests : CodecContract
{
    protected override IImageCodec Codec { get; } = new ImageSharpCodec(SkiaCodec.DefaultMaxPixels);
}
