using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>
/// Draws sketches in the manner of a pencil: dark lines where brightness
/// or colour jumps (Sobel gradient per channel), light shading elsewhere.
/// </summary>
internal sealed class SketchAnnotator : IAnnotator
{
    /// <summary>
    /// Smallest gradient that draws a line: the change of a channel in 0..1 over two pixels.
    /// </summary>
    private const float Jump = 0.22f;

    public bool KnowsRenderedOnly => false;

    public IReadOnlyList<Image> Annotate(IReadOnlyList<(Image Picture, PairRequest Request)> subjects) =>
        [.. subjects.Select(s => Sketch(s.Picture))];

    private static Image Sketch(Image picture)
    {
        var sketch = new Image(picture.Width, picture.Height);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                sketch
                    .Pixels.AsSpan(sketch.Offset(x, y), 3)
                    .Fill((byte)(255 * (Gradient(picture, x, y) > Jump ? 0.1f : 0.35f + 0.6f * Brightness(picture, x, y)) + 0.5f));
        return sketch;
    }

    private static float Brightness(Image picture, int x, int y)
    {
        var p = picture.Pixels.AsSpan(picture.Offset(x, y), 3);
        return (0.2126f * p[0] + 0.7152f * p[1] + 0.0722f * p[2]) / 255;
    }

    private static float Gradient(Image picture, int x, int y)
    {
        var largest = 0f;
        for (var c = 0; c < 3; c++)
        {
            float At(int dx, int dy) =>
                picture.Pixels[picture.Offset(Math.Clamp(x + dx, 0, picture.Width - 1), Math.Clamp(y + dy, 0, picture.Height - 1)) + c]
                / 255f;
            var gx = At(1, -1) + 2 * At(1, 0) + At(1, 1) - At(-1, -1) - 2 * At(-1, 0) - At(-1, 1);
            var gy = At(-1, 1) + 2 * At(0, 1) + At(1, 1) - At(-1, -1) - 2 * At(0, -1) - At(1, -1);
            largest = Math.Max(largest, MathF.Sqrt(gx * gx + gy * gy) / 4);
        }
        return largest;
    }
}
