namespace EmuEdit.Core;

/// <summary>A set of pixels of an image: 255 inside, 0 outside.</summary>
public sealed class Mask
{
    /// <summary>Creates a mask over <paramref name="pixels"/> (length width * height), which is not copied.</summary>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public Mask(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != (long)width * height)
            throw new ArgumentException(
                $"{pixels.Length} bytes given for a {width} x {height} mask; {(long)width * height} needed.",
                nameof(pixels)
            );
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Creates an empty mask.</summary>
    public Mask(int width, int height) : this(width, height, new byte[width * height]) { }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>255 inside, 0 outside, row by row from the top.</summary>
    public byte[] Pixels { get; }

    /// <summary>Whether the pixel at column <paramref name="x"/>, row <paramref name="y"/> is inside.</summary>
    public bool this[int x, int y]
    {
        get => Pixels[y * Width + x] != 0;
        set => Pixels[y * Width + x] = value ? (byte)255 : (byte)0;
    }

    /// <summary>Number of pixels inside.</summary>
    public int Count => Pixels.AsSpan().Count((byte)255);

    /// <summary>The mask of an image's pixels whose red value is at least 128.</summary>
    public static Mask Of(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var mask = new Mask(picture.Width, picture.Height);
        for (var i = 0; i < mask.Pixels.Length; i++)
            mask.Pixels[i] = picture.Pixels[3 * i] >= 128 ? (byte)255 : (byte)0;
        return mask;
    }

    /// <summary>The mask of the pixels whose logit is greater than 0.</summary>
    public static Mask OfLogits(int width, int height, float[] logits) =>
        new(width, height, Array.ConvertAll(logits, l => l > 0 ? (byte)255 : (byte)0));

    /// <summary>
    /// The mask of the visibly changed pixels: those where at least one channel differs by more
    /// than 4 of 255 levels.
    /// </summary>
    /// <param name="before">The image before the change.</param>
    /// <param name="after">The image after it, of the same size.</param>
    public static Mask OfChanges(Image before, Image after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        const int Unseen = 4;
        var mask = new Mask(before.Width, before.Height);
        for (var i = 0; i < before.Pixels.Length; i++)
            if (Math.Abs(before.Pixels[i] - after.Pixels[i]) > Unseen)
                mask.Pixels[i / 3] = 255;
        return mask;
    }

    /// <summary>Returns the mask as a grey image.</summary>
    public Image ToImage()
    {
        var image = new Image(Width, Height);
        for (var i = 0; i < Pixels.Length; i++)
            image.Pixels.AsSpan(3 * i, 3).Fill(Pixels[i]);
        return image;
    }
}
