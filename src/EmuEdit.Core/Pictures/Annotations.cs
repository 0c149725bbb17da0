namespace EmuEdit.Core;

/// <summary>Draws the annotations of detection and segmentation on an image.</summary>
public static class Annotations
{
    private static readonly (byte R, byte G, byte B) BoxColor = (255, 0, 160), MaskColor = (40, 255, 90);

    /// <summary>Thickness of the frame in pixels: a thirty-second of the image's side, at least 1.</summary>
    public static int Thickness(int size) => Math.Max(1, size / 32);

    /// <summary>The box with the frame around it: one thickness wider on each side, within the image.</summary>
    public static Box Framed(Box box, int size)
    {
        var wider = Thickness(size);
        return new Box(box.Left - wider, box.Top - wider, box.Right + wider, box.Bottom + wider).Within(size, size);
    }

    /// <summary>Draws a frame on the inner edge of a box and tints its inside.</summary>
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

    /// <summary>Paints a mask over the image.</summary>
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
