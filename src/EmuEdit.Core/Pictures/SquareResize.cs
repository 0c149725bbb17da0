namespace EmuEdit.Core;

/// <summary>
/// Images of any size as the squares that a model learns from: whole, centred, their border repeated, see <see cref="LetterboxTransform"/>.
/// The edit pipeline frames what it is given in the same way, so that a model learns from what it will see; cropping would take away edits
/// at the border, and what the instruction says of them. Images of the square's own size stay as they are.
/// </summary>
public static class SquareResize
{
    private const float Half = 0, Touched = -1 + 1 / 127.5f;

    /// <summary>A picture as a square of <paramref name="size"/> pixels a side, rounded to bytes.</summary>
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
    /// A mask likewise: the pixels of which at least half are inside; where there is none, as in a very small mask, those that it touches.
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

    /// <summary>A sample whose images and mask are of one size, as one of squares.</summary>
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
