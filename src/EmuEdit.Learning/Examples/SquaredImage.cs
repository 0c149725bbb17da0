using System.Runtime.CompilerServices;
using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>
/// An image of an example, framed into the model's square immediately. With a thousand large images, only one is in memory at a time.
/// </summary>
/// <param name="Square">The framed image.</param>
/// <param name="Width">Width of the original in pixels.</param>
/// <param name="Height">Height of the original in pixels.</param>
public readonly record struct SquaredImage(Image Square, int Width, int Height)
{
    /// <summary>Decodes a file and frames the image. Nothing references the large image afterwards.</summary>
    /// <exception cref="InvalidInputException">The file is not an image.</exception>
    /// <exception cref="BusyException">There is not enough memory for the image at the moment.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SquaredImage Decode(IImageCodec codec, ReadOnlyMemory<byte> file, string name, int size)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return Of(codec.Decode(file, name), size);
    }

    /// <summary>Frames an image.</summary>
    public static SquaredImage Of(Image picture, int size)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new(SquareResize.Of(picture, size), picture.Width, picture.Height);
    }
}
