namespace EmuEdit.Core;

/// <summary>
/// Resizes an image of any size and shape into a rectangle of a model's frame, and maps boxes and
/// planes back to the image.
/// </summary>
public class ResizeTransform
{
    private readonly int _width, _height;

    /// <summary>Creates the transform of an image.</summary>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="height">The image's height in pixels.</param>
    /// <param name="frameWidth">Width of the frame, which is what the model sees, in pixels.</param>
    /// <param name="frameHeight">Height of the frame in pixels.</param>
    /// <param name="shown">
    /// The rectangle of the frame that shows the image; at least one pixel, inside the frame.
    /// </param>
    protected ResizeTransform(int width, int height, int frameWidth, int frameHeight, Box shown)
    {
        (_width, _height, FrameWidth, FrameHeight) = (width, height, frameWidth, frameHeight);
        (Left, Top, InnerWidth, InnerHeight) = (shown.Left, shown.Top, shown.Width, shown.Height);
    }

    /// <summary>Width of the frame in pixels.</summary>
    public int FrameWidth { get; }

    /// <summary>Height of the frame in pixels.</summary>
    public int FrameHeight { get; }

    /// <summary>Columns of the frame to the left of the image.</summary>
    public int Left { get; }

    /// <summary>Rows of the frame above the image.</summary>
    public int Top { get; }

    /// <summary>Width of the image in the frame, in pixels.</summary>
    public int InnerWidth { get; }

    /// <summary>Height of the image in the frame, in pixels.</summary>
    public int InnerHeight { get; }

    /// <summary>Creates the transform that fills the frame with the image, without keeping its aspect ratio.</summary>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="height">The image's height in pixels.</param>
    /// <param name="frameWidth">The frame's width in pixels.</param>
    /// <param name="frameHeight">The frame's height in pixels.</param>
    public static ResizeTransform Filling(int width, int height, int frameWidth, int frameHeight) =>
        new(width, height, frameWidth, frameHeight, new(0, 0, frameWidth, frameHeight));

    /// <summary>
    /// Creates the transform that puts the image into the upper left corner of a square, its longer
    /// side filling it. The rest, at the right or at the bottom, is empty.
    /// </summary>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="height">The image's height in pixels.</param>
    /// <param name="size">Side of the square in pixels.</param>
    public static ResizeTransform InCorner(int width, int height, int size)
    {
        return new(width, height, size, size, new(0, 0, Side(width), Side(height)));

        int Side(int side) => Math.Clamp((int)((double)side * size / Math.Max(width, height) + 0.5), 1, size);
    }

    /// <summary>
    /// Writes the image as three planes [3, <see cref="FrameHeight"/>, <see cref="FrameWidth"/>] on
    /// [-1, 1]. Values outside the image stay unchanged.
    /// </summary>
    public virtual void Write(Image picture, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (columns, rows) = (new ResampleAxis(_width, InnerWidth), new ResampleAxis(_height, InnerHeight));
        var (line, resized) = (new float[3 * _width], new float[3 * InnerWidth]);
        for (var y = 0; y < InnerHeight; y++)
        {
            Blend(picture, rows, y, line);
            columns.Resize(line, resized);
            for (var c = 0; c < 3; c++)
                for (var x = 0; x < InnerWidth; x++)
                    planes[(c * FrameHeight + Top + y) * FrameWidth + Left + x] = resized[3 * x + c] / 127.5f - 1;
        }
    }

    /// <summary>Maps a box of the image to left, top, right and bottom as shares of the frame's sides.</summary>
    public float[] ToFrame(Box box) =>
        [Column(box.Left), Row(box.Top), Column(box.Right), Row(box.Bottom)];

    /// <summary>
    /// Maps a box of the frame (centre x and y, width and height, as shares of the frame's sides)
    /// to whole pixels of the image, at least one.
    /// </summary>
    public Box FromFrame(ReadOnlySpan<float> box)
    {
        var (left, right) = Pixels(box[0], box[2], FrameWidth, Left, InnerWidth, _width);
        var (top, bottom) = Pixels(box[1], box[3], FrameHeight, Top, InnerHeight, _height);
        return new(left, top, right, bottom);
    }

    /// <summary>
    /// Resizes a plane over the frame, given by column and row, to the image's own size, [height,
    /// width].
    /// </summary>
    public float[] FromFrame(Func<int, int, float> plane)
    {
        var (columns, rows) = (new ResampleAxis(InnerWidth, _width), new ResampleAxis(InnerHeight, _height));
        var result = new float[_width * _height];
        for (var y = 0; y < _height; y++)
            for (var x = 0; x < _width; x++)
            {
                var across = columns.Weights(x);
                var down = rows.Weights(y);
                for (var j = 0; j < down.Length; j++)
                    for (var i = 0; i < across.Length; i++)
                        result[y * _width + x] += down[j] * across[i] * plane(Left + columns.First(x) + i, Top + rows.First(y) + j);
            }
        return result;
    }

    private float Column(int x) => (Left + (float)x * InnerWidth / _width) / FrameWidth;

    private float Row(int y) => (Top + (float)y * InnerHeight / _height) / FrameHeight;

    private static (int Low, int High) Pixels(float centre, float side, int frame, int first, int inner, int whole)
    {
        var low = Math.Clamp(At(centre - side / 2), 0, whole - 1);
        return (low, Math.Clamp(At(centre + side / 2), low + 1, whole));

        // A model may return anything, even values that are not finite.
        int At(float share) => float.IsFinite(share) ? (int)Math.Clamp(MathF.Round((share * frame - first) * whole / inner), 0, whole) : 0;
    }

    private static void Blend(Image picture, ResampleAxis rows, int y, Span<float> line)
    {
        line.Clear();
        var weights = rows.Weights(y);
        for (var k = 0; k < weights.Length; k++)
        {
            var row = picture.Pixels.AsSpan(picture.Offset(0, rows.First(y) + k), line.Length);
            for (var i = 0; i < line.Length; i++)
                line[i] += weights[k] * row[i];
        }
    }
}
