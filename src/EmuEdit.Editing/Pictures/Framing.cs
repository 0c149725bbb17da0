using EmuEdit.Core;

namespace EmuEdit.Editing;

/// <summary>
/// Fits an image of any size and shape into the model's frame (see <see cref="PaddedResizeTransform"/>)
/// and maps the edit back. An image of the frame's own size is not resampled.
/// </summary>
public sealed class Framing
{
    private readonly int _width, _height;
    private readonly PaddedResizeTransform _view;

    /// <summary>
    /// Creates the framing of images of <paramref name="width"/> x <paramref name="height"/> pixels for
    /// a model that works on <paramref name="frameWidth"/> x <paramref name="frameHeight"/> pixels.
    /// </summary>
    public Framing(int width, int height, int frameWidth, int frameHeight) =>
        (_width, _height, _view) = (width, height, new(width, height, frameWidth, frameHeight));

    private int Area => _view.FrameWidth * _view.FrameHeight;

    /// <summary>Converts an image to the model's input.</summary>
    /// <returns>[3, frame height, frame width] in [-1, 1].</returns>
    public float[] ToModel(Image picture)
    {
        var pixels = new float[3 * Area];
        _view.Write(picture, pixels);
        return pixels;
    }

    /// <summary>Converts the model's output to an image at the model's resolution, without the repeated border.</summary>
    /// <param name="pixels">[3, frame height, frame width] in about [-1, 1].</param>
    public Image ToImage(float[] pixels)
    {
        var picture = new Image(_view.InnerWidth, _view.InnerHeight);
        for (var y = 0; y < _view.InnerHeight; y++)
            for (var x = 0; x < _view.InnerWidth; x++)
                for (var c = 0; c < 3; c++)
                    picture.Pixels[picture.Offset(x, y) + c] = (byte)Math.Clamp(MathF.Round((pixels[At(c, x, y)] + 1) * 127.5f), 0, 255);
        return picture;
    }

    /// <summary>
    /// Maps an edit to the input's resolution: enlarges the edited image, and adds the detail that
    /// enlarging the model's view of the input loses, passed through <see cref="GuidedUpsampling"/>.
    /// </summary>
    /// <param name="edited">The model's output, [3, frame height, frame width] in [-1, 1].</param>
    /// <param name="given">The output of <see cref="ToModel"/> for the input.</param>
    /// <param name="input">The input image.</param>
    public Image FromModel(float[] edited, float[] given, Image input)
    {
        var (columns, rows) = (new ResampleAxis(_view.InnerWidth, _width), new ResampleAxis(_view.InnerHeight, _height));
        // An image that the model sees at full size has no finer detail to add.
        var gains =
            (_width, _height) == (_view.InnerWidth, _view.InnerHeight)
                ? new float[GuidedUpsampling.Entries * Area]
                : GuidedUpsampling.Fit(given, edited, _view.FrameWidth, _view.FrameHeight);
        var result = new Image(_width, _height);
        var line = new float[3 * _view.InnerWidth];
        var (editedRow, givenRow) = (new float[3 * _width], new float[3 * _width]);
        float[][] gainRows = [new float[3 * _width], new float[3 * _width], new float[3 * _width]];
        for (var y = 0; y < _height; y++)
        {
            Enlarge(edited, 0, editedRow);
            Enlarge(given, 0, givenRow);
            for (var c = 0; c < 3; c++)
                Enlarge(gains, 3 * c, gainRows[c]);
            var at = input.Offset(0, y);
            CarryBack(editedRow, givenRow, gainRows, input.Pixels.AsSpan(at, 3 * _width), result.Pixels.AsSpan(at, 3 * _width));

            void Enlarge(float[] planes, int first, float[] row)
            {
                BlendRows(planes, first, rows, y, line);
                columns.Resize(line, row);
            }
        }
        return result;
    }

    private static void CarryBack(
        ReadOnlySpan<float> edited,
        ReadOnlySpan<float> given,
        float[][] gains,
        ReadOnlySpan<byte> input,
        Span<byte> result
    )
    {
        for (var i = 0; i < result.Length; i += 3)
        {
            var (r, g, b) = (Detail(input[i], given[i]), Detail(input[i + 1], given[i + 1]), Detail(input[i + 2], given[i + 2]));
            for (var c = 0; c < 3; c++)
            {
                var gain = gains[c].AsSpan(i, 3);
                result[i + c] = (byte)Math.Clamp(127.5f * (edited[i + c] + 1 + gain[0] * r + gain[1] * g + gain[2] * b) + 0.5f, 0, 255);
            }
        }

        static float Detail(byte input, float given) => input / 127.5f - 1 - given;
    }

    /// <summary>
    /// Blends the rows of the model's grid into one output row, whose columns are not resized yet. The units stay the same.
    /// </summary>
    private void BlendRows(float[] planes, int firstPlane, ResampleAxis rows, int y, Span<float> line)
    {
        line.Clear();
        var weights = rows.Weights(y);
        for (var k = 0; k < weights.Length; k++)
            for (var x = 0; x < _view.InnerWidth; x++)
                for (var c = 0; c < 3; c++)
                    line[3 * x + c] += weights[k] * planes[At(firstPlane + c, x, rows.First(y) + k)];
    }

    /// <summary>Index in the model's frame of a pixel of the resized image.</summary>
    private int At(int channel, int x, int y) => (channel * _view.FrameHeight + _view.Top + y) * _view.FrameWidth + _view.Left + x;
}
