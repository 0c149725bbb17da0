using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>Converts between <see cref="Image"/> (RGB) and Skia's bitmaps (RGBX).</summary>
internal static class SkiaPixels
{
    public static SKBitmap ToBitmap(Image image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var to = bitmap.GetPixelSpan();
        var from = image.Pixels;
        for (int i = 0, o = 0; i < from.Length; i += 3, o += 4)
            (to[o], to[o + 1], to[o + 2], to[o + 3]) = (from[i], from[i + 1], from[i + 2], 255);
        return bitmap;
    }

    /// <summary>Draws onto a white image of the given size.</summary>
    public static Image Draw(int width, int height, Action<SKCanvas> paint)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            paint(canvas);
        }
        return ToImage(bitmap);
    }

    private static Image ToImage(SKBitmap bitmap)
    {
        var image = new Image(bitmap.Width, bitmap.Height);
        var from = bitmap.GetPixelSpan();
        var to = image.Pixels;
        for (int i = 0, o = 0; o < to.Length; i += 4, o += 3)
            (to[o], to[o + 1], to[o + 2]) = (from[i], from[i + 1], from[i + 2]);
        return image;
    }
}
