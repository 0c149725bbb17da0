using EmuEdit.Core;

namespace EmuEdit.Training.Annotators;

/// <summary>Draws predictions as images.</summary>
internal static class AnnotationImages
{
    /// <summary>Returns a copy of an image with the outermost pixels of a box in one colour.</summary>
    public static Image Framed(Image picture, Box box, byte red, byte green, byte blue)
    {
        var framed = picture.Clone();
        var inside = box.Within(picture.Width, picture.Height);
        for (var y = inside.Top; y < inside.Bottom; y++)
            for (var x = inside.Left; x < inside.Right; x++)
                if (x == inside.Left || x == inside.Right - 1 || y == inside.Top || y == inside.Bottom - 1)
                    new[] { red, green, blue }.CopyTo(framed.Pixels, framed.Offset(x, y));
        return framed;
    }

    /// <summary>Converts values of 0 to 1 to a grey image.</summary>
    public static Image Grey(float[] values, int size)
    {
        var image = new Image(size, size);
        for (var p = 0; p < values.Length; p++)
            image.Pixels.AsSpan(3 * p, 3).Fill((byte)Math.Clamp(MathF.Round(255 * values[p]), 0, 255));
        return image;
    }
}
