using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs;

/// <summary>
/// How to derive the mask from the edited object (Emu Edit, "grounded precise
/// editing"). A pair is generated with each kind; the filters keep the best.
/// </summary>
public enum MaskKind
{
    /// <summary>The segmenter's mask, one pixel wider, so that no edge of the old object remains.</summary>
    Precise,

    /// <summary>The mask dilated by a sixteenth of the image's width, and blurred.</summary>
    Blurred,

    /// <summary>The bounding box, widened by half as much.</summary>
    Box,
}

/// <summary>
/// The area to which an edit is confined: a soft mask in pixels, and on the grid of the latents.
/// </summary>
internal sealed class EditMask
{
    private readonly float[] _soft;

    private EditMask(int size, float[] soft) => (Size, _soft) = (size, soft);

    public int Size { get; }

    /// <summary>Returns the mask of an edit of the whole image.</summary>
    public static EditMask Everything(int size) => new(size, [.. Enumerable.Repeat(1f, size * size)]);

    /// <summary>Returns one of the three masks of an object.</summary>
    public static EditMask Around(Mask area, MaskKind kind)
    {
        var reach = Math.Max(1, area.Width / 16);
        return kind switch
        {
            MaskKind.Precise => new(area.Width, Dilated(Values(area), area.Width, 1)),
            MaskKind.Blurred => new(area.Width, Blurred(Dilated(Values(area), area.Width, reach), area.Width, reach / 2f)),
            _ => new(area.Width, Dilated(Values(Box.Of(area).ToMask(area.Width, area.Height)), area.Width, Math.Max(1, reach / 2))),
        };
    }

    /// <summary>Returns the inverted mask.</summary>
    public EditMask Complement() => new(Size, [.. _soft.Select(v => 1 - v)]);

    /// <summary>Returns the pixels that may change.</summary>
    public Mask Area() => new(Size, Size, [.. _soft.Select(v => v >= 0.5f ? (byte)255 : (byte)0)]);

    /// <summary>
    /// Returns the mask on the latents' grid. A cell takes its largest pixel, so that the whole
    /// object can change.
    /// </summary>
    public float[] OnGrid(LatentShape shape)
    {
        var grid = new float[shape.Height * shape.Width];
        for (var y = 0; y < Size; y++)
            for (var x = 0; x < Size; x++)
            {
                ref var cell = ref grid[y * shape.Height / Size * shape.Width + x * shape.Width / Size];
                cell = Math.Max(cell, _soft[y * Size + x]);
            }
        return grid;
    }

    /// <summary>Blends byte by byte: the edited image inside the mask, the input outside.</summary>
    public Image Blend(Image input, Image edited)
    {
        var result = input.Clone();
        for (var i = 0; i < result.Pixels.Length; i++)
            result.Pixels[i] = (byte)(input.Pixels[i] + (edited.Pixels[i] - input.Pixels[i]) * _soft[i / 3] + 0.5f);
        return result;
    }

    private static float[] Values(Mask mask) => [.. mask.Pixels.Select(p => p / 255f)];

    private static float[] Dilated(float[] values, int size, int reach)
    {
        return Along(Along(values, 1, size), size, 1);

        // The largest value within reach, along rows and then along columns.
        float[] Along(float[] v, int step, int otherStep)
        {
            var wide = new float[v.Length];
            for (var line = 0; line < size; line++)
                for (var at = 0; at < size; at++)
                    for (var k = Math.Max(0, at - reach); k <= Math.Min(size - 1, at + reach); k++)
                        wide[line * otherStep + at * step] = Math.Max(wide[line * otherStep + at * step], v[line * otherStep + k * step]);
            return wide;
        }
    }

    private static float[] Blurred(float[] values, int size, float sigma)
    {
        var radius = (int)MathF.Ceiling(3 * sigma);
        var kernel = Enumerable.Range(-radius, 2 * radius + 1).Select(k => MathF.Exp(-k * k / (2 * sigma * sigma))).ToArray();
        return Along(Along(values, 1, size), size, 1);

        float[] Along(float[] v, int step, int otherStep)
        {
            var soft = new float[v.Length];
            for (var line = 0; line < size; line++)
                for (var at = 0; at < size; at++)
                {
                    var (sum, weight) = (0f, 0f);
                    for (var k = Math.Max(0, at - radius); k <= Math.Min(size - 1, at + radius); k++)
                    {
                        sum += kernel[k - at + radius] * v[line * otherStep + k * step];
                        weight += kernel[k - at + radius];
                    }
                    soft[line * otherStep + at * step] = sum / weight;
                }
            return soft;
        }
    }
}
