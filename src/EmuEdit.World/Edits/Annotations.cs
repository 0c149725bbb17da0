using EmuEdit.Core;
using EmuEdit.World.Rendering;

namespace EmuEdit.World.Edits;

/// <summary>What detection and segmentation draw on a picture.</summary>
internal static class Annotations
{
    private static readonly (byte R, byte G, byte B) BoxColor = (255, 0, 160), MaskColor = (40, 255, 90);

    /// <summary>The picture with a frame, a thirty-second of the picture thick, around the object, and a tint inside.</summary>
    public static Image Boxed(Frame frame, int index)
    {
        var image = frame.ToImage();
        var (left, top, right, bottom) = Bounds(frame, index);
        var thickness = Math.Max(1, frame.Size / 32);
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                var depth = Math.Min(Math.Min(x - left, right - x), Math.Min(y - top, bottom - y));
                Blend(image, x, y, BoxColor, depth < thickness ? 255 : 50);
            }
        return image;
    }

    /// <summary>The box as a mask, filled.</summary>
    public static Mask BoxMask(Frame frame, int index)
    {
        var mask = new Mask(frame.Size, frame.Size);
        var (left, top, right, bottom) = Bounds(frame, index);
        for (var y = top; y <= bottom; y++)
            mask.Pixels.AsSpan(y * frame.Size + left, right - left + 1).Fill(255);
        return mask;
    }

    /// <summary>The picture with the object's visible pixels painted over.</summary>
    public static Image Painted(Frame frame, int index)
    {
        var image = frame.ToImage();
        for (var i = 0; i < frame.Ids.Length; i++)
            if (frame.Ids[i] == index)
                Blend(image, i % frame.Size, i / frame.Size, MaskColor, 255);
        return image;
    }

    /// <summary>The smallest box around the visible pixels, one frame's thickness wider, within the picture.</summary>
    private static (int Left, int Top, int Right, int Bottom) Bounds(Frame frame, int index)
    {
        var (n, wider) = (frame.Size, Math.Max(1, frame.Size / 32));
        var (left, top, right, bottom) = (n - 1, n - 1, 0, 0);
        for (var i = 0; i < frame.Ids.Length; i++)
        {
            if (frame.Ids[i] != index)
                continue;
            (left, right) = (Math.Min(left, i % n), Math.Max(right, i % n));
            (top, bottom) = (Math.Min(top, i / n), Math.Max(bottom, i / n));
        }
        return (Math.Max(0, left - wider), Math.Max(0, top - wider), Math.Min(n - 1, Math.Max(left, right) + wider), Math.Min(n - 1, Math.Max(top, bottom) + wider));
    }

    private static void Blend(Image image, int x, int y, (byte R, byte G, byte B) color, int share)
    {
        var p = image.Pixels.AsSpan(image.Offset(x, y), 3);
        p[0] = (byte)((p[0] * (255 - share) + color.R * share + 127) / 255);
        p[1] = (byte)((p[1] * (255 - share) + color.G * share + 127) / 255);
        p[2] = (byte)((p[2] * (255 - share) + color.B * share + 127) / 255);
    }
}
