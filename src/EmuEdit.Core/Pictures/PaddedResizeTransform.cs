namespace EmuEdit.Core;

/// <summary>
/// Fits the whole image, centred, into a frame of any size. The image is resized until it touches
/// the frame, and its border is repeated up to the frame's edge.
/// </summary>
/// <param name="width">The image's width in pixels.</param>
/// <param name="height">The image's height in pixels.</param>
/// <param name="frameWidth">The frame's width in pixels.</param>
/// <param name="frameHeight">The frame's height in pixels.</param>
public class PaddedResizeTransform(int width, int height, int frameWidth, int frameHeight)
    : ResizeTransform(width, height, frameWidth, frameHeight, Centred(width, height, frameWidth, frameHeight))
{
    /// <summary>
    /// Writes the image as three planes [3, <see cref="ResizeTransform.FrameHeight"/>,
    /// <see cref="ResizeTransform.FrameWidth"/>] on [-1, 1].
    /// </summary>
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

    private static Box Centred(int width, int height, int frameWidth, int frameHeight)
    {
        var scale = Math.Min((double)frameWidth / width, (double)frameHeight / height);
        var (innerWidth, innerHeight) = (
            Math.Clamp((int)Math.Round(width * scale), 1, frameWidth),
            Math.Clamp((int)Math.Round(height * scale), 1, frameHeight)
        );
        var (left, top) = ((frameWidth - innerWidth) / 2, (frameHeight - innerHeight) / 2);
        return new(left, top, left + innerWidth, top + innerHeight);
    }
}

/// <summary>Fits an image of any size and shape into a square for a model. The longer side fills the square.</summary>
/// <param name="width">The image's width in pixels.</param>
/// <param name="height">The image's height in pixels.</param>
/// <param name="size">Side of the square in pixels.</param>
public sealed class LetterboxTransform(int width, int height, int size) : PaddedResizeTransform(width, height, size, size);
