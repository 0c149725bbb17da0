using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>EXIF orientation: how a camera was held.</summary>
internal static class Orientation
{
    /// <summary>
    /// Turns and mirrors the stored rows and columns, so that the image appears as it was meant to
    /// be seen.
    /// </summary>
    public static Image Apply(Image stored, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft)
            return stored;
        var (w, h) = (stored.Width, stored.Height);
        var turned =
            origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var shown = turned ? new Image(h, w) { Flattened = stored.Flattened } : new Image(w, h) { Flattened = stored.Flattened };
        for (var y = 0; y < shown.Height; y++)
            for (var x = 0; x < shown.Width; x++)
            {
                var (sx, sy) = Source(origin, x, y, w, h);
                stored.Pixels.AsSpan(stored.Offset(sx, sy), 3).CopyTo(shown.Pixels.AsSpan(shown.Offset(x, y), 3));
            }
        return shown;
    }

    // The origin names the edges where the first stored row and column appear: with RightTop, row 0
    // is at the right, column 0 at the top.
    private static (int X, int Y) Source(SKEncodedOrigin origin, int x, int y, int w, int h) => origin switch
    {
        SKEncodedOrigin.TopRight => (w - 1 - x, y),
        SKEncodedOrigin.BottomRight => (w - 1 - x, h - 1 - y),
        SKEncodedOrigin.BottomLeft => (x, h - 1 - y),
        SKEncodedOrigin.LeftTop => (y, x),
        SKEncodedOrigin.RightTop => (y, h - 1 - x),
        SKEncodedOrigin.RightBottom => (w - 1 - y, h - 1 - x),
        SKEncodedOrigin.LeftBottom => (w - 1 - y, x),
        _ => (x, y),
    };
}
