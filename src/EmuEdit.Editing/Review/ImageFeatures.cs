using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Editing;

/// <summary>
/// Describes an image as a vector: CLIP's embedding (what it shows), the energy of Haar wavelets (how fine its structure is), and
/// the mean colours of a grid.
/// </summary>
public static class ImageFeatures
{
    private const int Grid = 4, Scales = 4;

    // In [-1, 1], squared: a difference of a twentieth of the range.
    private const float StrongEdge = 0.01f;

    /// <summary>Returns one vector per image, all of the same length.</summary>
    /// <param name="images">Images of any size.</param>
    /// <param name="clip">The encoder, which also says at which size the images are looked at.</param>
    public static IReadOnlyList<float[]> Of(IReadOnlyList<Image> images, ClipImage clip)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(clip);
        var pixels = images.Select(i => new Framing(i.Width, i.Height, clip.Size, clip.Size).ToModel(i)).ToList();
        return [.. clip.Embed(pixels).Zip(
            pixels,
            (embedding, p) => (float[])[.. embedding, .. Wavelets(p, clip.Size), .. Colors(p, clip.Size)]
        )];
    }

    // Per scale and channel: the logarithm of the mean amplitude, and the share of strong edges.
    private static IEnumerable<float> Wavelets(float[] pixels, int size)
    {
        for (var box = 1; box < 1 << Scales; box *= 2)
            for (var c = 0; c < 3; c++)
            {
                var (sum, strong, count) = (0.0, 0, 0);
                for (var y = 0; y + 2 * box <= size; y += box)
                    for (var x = 0; x + 2 * box <= size; x += box, count++)
                    {
                        var energy = HaarEnergy(pixels, size, c, x, y, box);
                        sum += Math.Sqrt(energy);
                        strong += energy > StrongEdge ? 1 : 0;
                    }
                yield return (float)Math.Log(sum / count + 1e-3);
                yield return strong / (float)count;
            }
    }

    private static double HaarEnergy(float[] pixels, int size, int c, int x, int y, int box)
    {
        var (a, b) = (Mean(pixels, size, c, x, y, box), Mean(pixels, size, c, x + box, y, box));
        var (d, e) = (Mean(pixels, size, c, x, y + box, box), Mean(pixels, size, c, x + box, y + box, box));
        var (horizontal, vertical, diagonal) = (a - b + d - e, a + b - d - e, a - b - d + e);
        return horizontal * horizontal + vertical * vertical + diagonal * diagonal;
    }

    private static IEnumerable<float> Colors(float[] pixels, int size)
    {
        var box = size / Grid;
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < Grid; y++)
                for (var x = 0; x < Grid; x++)
                    yield return (float)Mean(pixels, size, c, x * box, y * box, box);
    }

    private static double Mean(float[] pixels, int size, int c, int left, int top, int box)
    {
        var sum = 0.0;
        for (var y = top; y < top + box; y++)
            for (var x = left; x < left + box; x++)
                sum += pixels[(c * size + y) * size + x];
        return sum / (box * box);
    }
}
