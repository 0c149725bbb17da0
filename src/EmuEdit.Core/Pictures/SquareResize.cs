namespace EmuEdit.Core;

/// <summary>
/// Turns images of any size into the squares that a model learns from: whole, centred, with their
/// border repeated, see <see cref="LetterboxTransform"/>. The edit pipeline frames its input in the
/// same way, so a model learns from what it will see. Cropping would remove edits at the border
/// that the instruction mentions. Images of the square's own size stay as they are.
/// </summary>
public static class SquareResize
{
    private const float Half = 0, Touched = -1 + 1 / 127.5f;

    /// <summary>Resizes an image to a square with sides of <paramref name="size"/> pixels, rounded to bytes.</summary>
    public static Image Of(Image picture, int size)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Width == size && picture.Height == size)
            return picture;
        var (planes, square) = (Planes(picture, size), new Image(size, size));
        for (var i = 0; i < square.Pixels.Length; i++)
            square.Pixels[i] = (byte)Math.Clamp(MathF.Round((planes[i % 3 * size * size + i / 3] + 1) * 127.5f), 0, 255);
        return square;
    }

    /// <summary>
    /// Resizes a mask in the same way. It keeps the pixels of which at least half are inside. When
    /// there is none, as in a very small mask, it keeps those that the mask touches.
    /// </summary>
    public static Mask Of(Mask mask, int size)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Width == size && mask.Height == size)
            return mask;
        var planes = Planes(mask.ToImage(), size);
        var inside = Over(Half);
        return inside.Count > 0 ? inside : Over(Touched);

        Mask Over(float threshold) => new(size, size, [.. planes.Take(size * size).Select(p => p >= threshold ? (byte)255 : (byte)0)]);
    }

    /// <summary>Resizes a sample whose images and mask are of one size.</summary>
    public static EditSample Of(EditSample sample, int size)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample with { Input = Of(sample.Input, size), Target = Of(sample.Target, size), Region = Of(sample.Region, size) };
    }

    private static float[] Planes(Image picture, int size)
    {
        var planes = new float[3 * size * size];
        new LetterboxTransform(picture.Width, picture.Height, size).Write(picture, planes);
        return planes;
    }
}
