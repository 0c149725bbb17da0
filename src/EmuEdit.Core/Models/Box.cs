namespace EmuEdit.Core;

/// <summary>A rectangle of pixels.</summary>
/// <param name="Left">First column inside.</param>
/// <param name="Top">First row inside.</param>
/// <param name="Right">First column to the right of the box.</param>
/// <param name="Bottom">First row below the box.</param>
public readonly record struct Box(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Number of columns inside.</summary>
    public int Width => Math.Max(0, Right - Left);

    /// <summary>Number of rows inside.</summary>
    public int Height => Math.Max(0, Bottom - Top);

    /// <summary>Number of pixels inside.</summary>
    public int Area => Width * Height;

    /// <summary>The smallest box around a mask; empty for an empty mask.</summary>
    public static Box Of(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var (left, top, right, bottom) = (mask.Width, mask.Height, 0, 0);
        for (var i = 0; i < mask.Pixels.Length; i++)
        {
            if (mask.Pixels[i] == 0)
                continue;
            var (x, y) = (i % mask.Width, i / mask.Width);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
        }
        return right == 0 ? default : new(left, top, right, bottom);
    }

    /// <summary>The part of the box that lies in an image of the given size.</summary>
    public Box Within(int width, int height) =>
        new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));

    /// <summary>Area of the intersection divided by the area of the union, 0 to 1.</summary>
    public double IntersectionOverUnion(Box other)
    {
        var both = new Box(
            Math.Max(Left, other.Left),
            Math.Max(Top, other.Top),
            Math.Min(Right, other.Right),
            Math.Min(Bottom, other.Bottom)
        ).Area;
        return both == 0 ? 0 : (double)both / (Area + other.Area - both);
    }

    /// <summary>Returns the box as a mask, without the part outside the image.</summary>
    public Mask ToMask(int width, int height)
    {
        var (mask, inside) = (new Mask(width, height), Within(width, height));
        for (var y = inside.Top; y < inside.Bottom; y++)
            mask.Pixels.AsSpan(y * width + inside.Left, inside.Width).Fill(255);
        return mask;
    }
}
