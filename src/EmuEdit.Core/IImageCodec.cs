namespace EmuEdit.Core;

/// <summary>Reads and writes image files. SkiaSharp in the embedded host, ImageSharp in the Functions host.</summary>
public interface IImageCodec
{
    /// <summary>
    /// Decodes a PNG, JPEG, WebP, BMP or GIF (the first frame). EXIF orientation is applied, 16 bits are reduced to 8, CMYK is converted to
    /// sRGB, alpha is composited onto white, which <see cref="Image.Flattened"/> tells. A JPEG may lack its end mark, but no pixels.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What to call it in an error, for example its path.</param>
    /// <exception cref="InvalidInputException">
    /// Empty, truncated, not an image, or over the size limit; judged from the header before pixels are allocated.
    /// </exception>
    Image Decode(ReadOnlyMemory<byte> file, string name);

    /// <summary>
    /// Reads the size from the header of a file that <see cref="Decode"/> takes, before EXIF orientation is applied; no pixel is decoded.
    /// </summary>
    /// <inheritdoc cref="Decode"/>
    (int Width, int Height) Measure(ReadOnlyMemory<byte> file, string name);

    /// <summary>Encodes as PNG (lossless).</summary>
    byte[] EncodePng(Image image);
}
