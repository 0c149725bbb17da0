namespace EmuEdit.Core;

/// <summary>An image: sRGB, 8 bits per channel, no alpha, rows from the top.</summary>
public sealed class Image
{
    /// <summary>Creates an image over <paramref name="pixels"/>, which is not copied.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">R, G, B, R, G, B, ...; length 3 * width * height.</param>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public Image(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != 3L * width * height)
            throw new ArgumentException(
                $"{pixels.Length} bytes given for {width} x {height} pixels; {3L * width * height} needed.",
                nameof(pixels)
            );
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Creates a black image.</summary>
    public Image(int width, int height) : this(width, height, new byte[3 * width * height]) { }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>R, G, B, R, G, B, ..., row by row from the top; length 3 * Width * Height.</summary>
    public byte[] Pixels { get; }

    /// <summary>Whether the file had transparent parts, which were composited onto white.</summary>
    public bool Flattened { get; init; }

    /// <summary>
    /// Index in <see cref="Pixels"/> of the red byte at column <paramref name="x"/>, row
    /// <paramref name="y"/>.
    /// </summary>
    public int Offset(int x, int y) => 3 * (y * Width + x);

    /// <summary>Returns a copy that shares no pixels with this image.</summary>
    public Image Clone() => new(Width, Height, (byte[])Pixels.Clone()) { Flattened = Flattened };
}
