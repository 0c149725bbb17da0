namespace EmuEdit.Core;

/// <summary>
/// A picture of any size and shape as a model sees it, that works on a square: resized so that its longer side fills the square, centred, and its border repeated to the
/// square's edge.
/// </summary>
public sealed class SquareView : PictureView
{
    /// <summary>The view of a picture.</summary>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="size">Side of the square in pixels.</param>
    public SquareView(int width, int height, int size) : base(width, height, size, size, Centred(width, height, size)) { }

    /// <summary>Writes the picture as three planes [3, size, size] on [-1, 1].</summary>
    public override void Write(Image picture, Span<float> planes)
    {
        base.Write(picture, planes);
        for (var c = 0; c < 3; c++)
        {
            var plane = planes.Slice(c * FrameHeight * FrameWidth, FrameHeight * FrameWidth);
            for (var y = Top; y < Top + InnerHeight; y++)
                RepeatEnds(plane.Slice(y * FrameWidth, FrameWidth));
            for (var y = 0; y < FrameHeight; y++)
                if (Math.Clamp(y, Top, Top + InnerHeight - 1) is var shown && shown != y)
                    plane.Slice(shown * FrameWidth, FrameWidth).CopyTo(plane[(y * FrameWidth)..]);
        }
    }

    private void RepeatEnds(Span<float> row)
    {
        row[..Left].Fill(row[Left]);
        row[(Left + InnerWidth)..].Fill(row[Left + InnerWidth - 1]);
    }

    private static Box Centred(int width, int height, int size)
    {
        var scale = (double)size / Math.Max(width, height);
        var (innerWidth, innerHeight) = (Math.Clamp((int)Math.Round(width * scale), 1, size), Math.Clamp((int)Math.Round(height * scale), 1, size));
        var (left, top) = ((size - innerWidth) / 2, (size - innerHeight) / 2);
        return new(left, top, left + innerWidth, top + innerHeight);
    }
}
