namespace EmuEdit.Core;

/// <summary>
/// A picture of any size and shape as a model sees it, that works on a square, and the way back for boxes and planes. The picture is resized so that its longer side fills
/// the square, is centred, and its border repeats to the square's edge.
/// </summary>
public sealed class SquareView
{
    private readonly int _width, _height, _size;

    /// <summary>The view of a picture.</summary>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="size">Side of the square in pixels.</param>
    public SquareView(int width, int height, int size)
    {
        (_width, _height, _size) = (width, height, size);
        var scale = (double)size / Math.Max(width, height);
        InnerWidth = Math.Clamp((int)Math.Round(width * scale), 1, size);
        InnerHeight = Math.Clamp((int)Math.Round(height * scale), 1, size);
        (Left, Top) = ((size - InnerWidth) / 2, (size - InnerHeight) / 2);
    }

    /// <summary>Columns of the square before the picture.</summary>
    public int Left { get; }

    /// <summary>Rows of the square before the picture.</summary>
    public int Top { get; }

    /// <summary>Columns of the square that show the picture.</summary>
    public int InnerWidth { get; }

    /// <summary>Rows of the square that show the picture.</summary>
    public int InnerHeight { get; }

    /// <summary>Writes the picture as three planes [3, size, size] on [-1, 1].</summary>
    public void Write(Image picture, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (columns, rows) = (new ResampleAxis(_width, InnerWidth), new ResampleAxis(_height, InnerHeight));
        var (line, resized) = (new float[3 * _width], new float[3 * InnerWidth]);
        for (var y = 0; y < InnerHeight; y++)
        {
            Blend(picture, rows, y, line);
            columns.Resize(line, resized);
            for (var c = 0; c < 3; c++)
                for (var x = 0; x < _size; x++)
                    planes[(c * _size + Top + y) * _size + x] = resized[3 * Math.Clamp(x - Left, 0, InnerWidth - 1) + c] / 127.5f - 1;
        }
        RepeatRows(planes);
    }

    /// <summary>A box as left, top, right, bottom in shares of the square's side.</summary>
    public float[] ToSquare(Box box) =>
        [Column(box.Left), Row(box.Top), Column(box.Right), Row(box.Bottom)];

    /// <summary>A box given as centre x and y, width and height, in shares of the square's side; to whole pixels of the picture, at least one.</summary>
    public Box FromSquare(ReadOnlySpan<float> box)
    {
        var (left, right) = Pixels(box[0], box[2], Left, InnerWidth, _width);
        var (top, bottom) = Pixels(box[1], box[3], Top, InnerHeight, _height);
        return new(left, top, right, bottom);
    }

    /// <summary>A plane [size, size] at the picture's own size, [height, width].</summary>
    public float[] FromSquare(Func<int, int, float> plane)
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

    private float Column(int x) => (Left + (float)x * InnerWidth / _width) / _size;

    private float Row(int y) => (Top + (float)y * InnerHeight / _height) / _size;

    private (int Low, int High) Pixels(float centre, float side, int first, int inner, int whole)
    {
        var low = Math.Clamp(At(centre - side / 2), 0, whole - 1);
        return (low, Math.Clamp(At(centre + side / 2), low + 1, whole));

        // A model may say anything, also what is no number.
        int At(float share) => float.IsFinite(share) ? (int)Math.Clamp(MathF.Round((share * _size - first) * whole / inner), 0, whole) : 0;
    }

    private void RepeatRows(Span<float> planes)
    {
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < _size; y++)
                if (Math.Clamp(y, Top, Top + InnerHeight - 1) is var shown && shown != y)
                    planes.Slice((c * _size + shown) * _size, _size).CopyTo(planes[((c * _size + y) * _size)..]);
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
