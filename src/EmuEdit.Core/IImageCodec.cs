namespace EmuEdit.Core;

/// <summary>Reads and writes image files. The embedded host uses SkiaSharp, the Functions host ImageSharp.</summary>
public interface IImageCodec
{
    /// <summary>
    /// Decodes a PNG, JPEG, WebP, BMP or GIF (its first frame). Applies EXIF orientation, reduces
    /// 16 bits to 8, converts CMYK to sRGB, and composites alpha onto white;
    /// <see cref="Image.Flattened"/> reports that. A JPEG may lack its end mark, but no pixels.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Name for error messages, for example the file's path.</param>
    /// <exception cref="InvalidInputException">
    /// The file is empty, truncated, not an image, or over the size limit. The limit is checked on
    /// the header, before pixels are allocated.
    /// </exception>
    Image Decode(ReadOnlyMemory<byte> file, string name);

    /// <summary>
    /// Reads the size from the header of a file that <see cref="Decode"/> accepts, before EXIF
    /// orientation is applied. No pixel is decoded.
    /// </summary>
    /// <inheritdoc cref="Decode"/>
    (int Width, int Height) Measure(ReadOnlyMemory<byte> file, string name);

    /// <summary>Encodes an image as PNG (lossless).</summary>
    byte[] EncodePng(Image image);

    /// <summary>
    /// Encodes an image for display, with a quality of <see cref="LossyQuality"/> where the format
    /// is lossy.
    /// </summary>
    byte[] Encode(Image image, ImageFormat format) => format is ImageFormat.Png ? EncodePng(image) : EncodeLossy(image, format);

    /// <summary>Encodes an image as JPEG or WebP.</summary>
    /// <param name="image">The image.</param>
    /// <param name="format">JPEG or WebP.</param>
    byte[] EncodeLossy(Image image, ImageFormat format);

    /// <summary>The quality of lossy formats, 1 to 100.</summary>
    const int LossyQuality = 90;
}

/// <summary>Formats of image files that are written.</summary>
public enum ImageFormat
{
    /// <summary>PNG, lossless.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>WebP, lossy.</summary>
    WebP,
}
