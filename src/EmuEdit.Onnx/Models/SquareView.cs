using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// A picture of any size and shape as a model sees it, that works on a square, and the way back for boxes and planes. The picture is resized so that its longer side fills
/// the square, is centred, and its border repeats to the square's edge.
/// </summary>
internal sealed class SquareView
{
    private readonly int _width, _height, _size, _left, _top, _innerWidth, _innerHeight;

    /// <summary>The view of pictures of <paramref name="width"/> x <paramref name="height"/> in a square of <paramref name="size"/> pixels a side.</summary>
    public SquareView(int width, int height, int size)
    {
        (_width, _height, _size) = (width, height, size);
        var scale = (double)size / Math.Max(width, height);
        _innerWidth = Math.Clamp((int)Math.Round(width * scale), 1, size);
        _innerHeight = Math.Clamp((int)Math.Round(height * scale), 1, size);
        (_left, _top) = ((size - _innerWidth) / 2, (size - _innerHeight) / 2);
    }

    /// <summary>The picture as three planes [3, size, size] on [-1, 1].</summary>
    public void Write(Image picture, Span<float> planes)
    {
        var (columns, rows) = (new ResampleAxis(_width, _innerWidth), new ResampleAxis(_height, _innerHeight));
        var (line, resized) = (new float[3 * _width], new float[3 * _innerWidth]);
        for (var y = 0; y < _size; y++)
        {
            Blend(picture, rows, Math.Clamp(y - _top, 0, _innerHeight - 1), line);
            columns.Resize(line, resized);
            for (var x = 0; x < _size; x++)
                for (var c = 0; c < 3; c++)
                    planes[(c * _size + y) * _size + x] = resized[3 * Math.Clamp(x - _left, 0, _innerWidth - 1) + c] / 127.5f - 1;
        }
    }

    /// <summary>A box as left, top, right, bottom in shares of the square's side.</summary>
    public float[] ToSquare(Box box) =>
        [Column(box.Left), Row(box.Top), Column(box.Right), Row(box.Bottom)];

    /// <summary>A box given as centre x and y, width and height, in shares of the square's side; to whole pixels of the picture, at least one.</summary>
    public Box FromSquare(ReadOnlySpan<float> box)
    {
        var (left, right) = Pixels(box[0], box[2], _left, _innerWidth, _width);
        var (top, bottom) = Pixels(box[1], box[3], _top, _innerHeight, _height);
        return new(left, top, right, bottom);
    }

    /// <summary>A plane [size, size] at the picture's own size, [height, width].</summary>
    public float[] FromSquare(Func<int, int, float> plane)
    {
        var (columns, rows) = (new ResampleAxis(_innerWidth, _width), new ResampleAxis(_innerHeight, _height));
        var result = new float[_width * _height];
        for (var y = 0; y < _height; y++)
            for (var x = 0; x < _width; x++)
            {
                var across = columns.Weights(x);
                var down = rows.Weights(y);
                for (var j = 0; j < down.Length; j++)
                    for (var i = 0; i < across.Length; i++)
                        result[y * _width + x] += down[j] * across[i] * plane(_left + columns.First(x) + i, _top + rows.First(y) + j);
            }
        return result;
    }

    private float Column(int x) => (_left + (float)x * _innerWidth / _width) / _size;

    private float Row(int y) => (_top + (float)y * _innerHeight / _height) / _size;

    private (int Low, int High) Pixels(float centre, float side, int first, int inner, int whole)
    {
        var low = Math.Clamp(At(centre - side / 2), 0, whole - 1);
        return (low, Math.Clamp(At(centre + side / 2), low + 1, whole));

        // A model may say anything, also what is no number.
        int At(float share) => float.IsFinite(share) ? (int)Math.Clamp(MathF.Round((share * _size - first) * whole / inner), 0, whole) : 0;
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
