using EmuEdit.Core;
using EmuEdit.Diffusion;

namespace EmuEdit.Benchmarks;

/// <summary>
/// Thresholding of a 12-megapixel picture, against copying its pixels once for each of the four
/// passes over them.
/// </summary>
internal static class ThresholdingBenchmark
{
    private const int Passes = 4, Rounds = 60;
    private const double Allowed = 3;

    public static Measurement Run()
    {
        var (old, edited) = Pictures(4000, 3000);
        var copy = new byte[old.Pixels.Length];
        // By turns, so that what else the machine does with its memory meets both.
        var rounds = Enumerable
            .Range(0, Rounds)
            .Select(_ =>
                (
                    Copying: Stopwatches.Time(() => old.Pixels.AsSpan().CopyTo(copy)),
                    Thresholding: Stopwatches.Time(() => EditThresholding.Apply(old, edited))
                )
            )
            .ToList();
        var (copying, thresholding) = (rounds.Min(r => r.Copying), rounds.Min(r => r.Thresholding));
        return new("thresholding, 12 megapixels", thresholding, $"{Passes} copies of the pixels", Passes * copying, Allowed);
    }

    // Faint noise over the left half, a real edit on the right: both outcomes of the threshold occur.
    private static (Image Old, Image Edited) Pictures(int width, int height)
    {
        var random = new CounterRandom(1);
        var (old, edited) = (new Image(width, height), new Image(width, height));
        for (var i = 0; i < old.Pixels.Length; i++)
        {
            var noise = (byte)random.NextUInt32();
            old.Pixels[i] = noise;
            edited.Pixels[i] = i % (3 * width) < 3 * width / 2 ? (byte)Math.Min(noise + 1, 255) : (byte)(noise ^ 0x55);
        }
        return (old, edited);
    }
}
