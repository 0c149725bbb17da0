using System.Runtime.CompilerServices;
using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>A picture of an example as it is kept: framed into the model's square at once, so that of a thousand large pictures one is held at a time.</summary>
/// <param name="Square">The square.</param>
/// <param name="Width">Pixels a row that it had.</param>
/// <param name="Height">Rows that it had.</param>
public readonly record struct SquaredImage(Image Square, int Width, int Height)
{
    /// <summary>Decodes a file and frames it; nothing holds the large picture afterwards.</summary>
    /// <exception cref="InvalidInputException">It is no picture.</exception>
    /// <exception cref="BusyException">There is no room for it now.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SquaredImage Decode(IImageCodec codec, ReadOnlyMemory<byte> file, string name, int size)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return Of(codec.Decode(file, name), size);
    }

    /// <summary>Frames a picture.</summary>
    public static SquaredImage Of(Image picture, int size)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new(SquareResize.Of(picture, size), picture.Width, picture.Height);
    }
}
