namespace EmuEdit.Core;

/// <summary>What detection and segmentation draw on an image.</summary>
public static class Annotations
{
    private static readonly (byte R, byte G, byte B) BoxColor = (255, 0, 160), MaskColor = (40, 255, 90);

    /// <summary>Thickness of the frame, in pixels: a thirty-second of the image, at least 1.</summary>
    public static int Thickness(int size) => Math.Max(1, size / 32);

    /// <summary>The box with its frame around it: one frame's thickness wider, within the image.</summary>
    public static Box Framed(Box box, int size)
    {
        var wider = Thickness(size);
        return new Box(box.Left - wider, box.Top - wider, box.Right + wider, box.Bottom + wider).Within(size, size);
    }

    /// <summary>The image with a frame on the inner edge of a box, and a tint inside.</summary>
    public static Image Boxed(Image picture, Box box)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (image, thickness) = (picture.Clone(), Thickness(picture.Width));
        for (var y = box.Top; y < box.Bottom; y++)
            for (var x = box.Left; x < box.Right; x++)
            {
                var depth = Math.Min(Math.Min(x - box.Left, box.Right - 1 - x), Math.Min(y - box.Top, box.Bottom - 1 - y));
                Blend(image, x, y, BoxColor, depth < thickness ? 255 : 50);
            }
        return image;
    }

    /// <summary>The image with a mask painted over.</summary>
    public static Image Painted(Image picture, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(mask);
        var image = picture.Clone();
        for (var i = 0; i < mask.Pixels.Length; i++)
            if (mask.Pixels[i] != 0)
                Blend(image, i % image.Width, i / image.Width, MaskColor, 255);
        return image;
    }

    private static void Blend(Image image, int x, int y, (byte R, byte G, byte B) color, int share)
    {
        var p = image.Pixels.AsSpan(image.Offset(x, y), 3);
        p[0] = (byte)((p[0] * (255 - share) + color.R * share + 127) / 255);
        p[1] = (byte)((p[1] * (255 - share) + color.G * share + 127) / 255);
        p[2] = (byte)((p[2] * (255 - share) + color.B * share + 127) / 255);
    }
}
