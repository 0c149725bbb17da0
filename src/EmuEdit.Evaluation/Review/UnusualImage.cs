using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>Images that are unlike the built-in world's, made without any photograph.</summary>
internal static class UnusualImage
{
    private const int Octaves = 6;

    /// <summary>Generates an image of noise with a random spectrum, with or without a plaid or dots over it.</summary>
    public static Image Generate(CounterRandom random, int size)
    {
        var image = new Image(size, size);
        var roughness = 0.35f + 0.5f * random.NextSingle();
        var planes = Enumerable.Range(0, 3).Select(_ => Noise(random, size, roughness)).ToArray();
        // Photographs vary more in brightness than in colour.
        var (saturation, pattern) = (random.NextSingle(), random.Next(4));
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                for (var c = 0; c < 3; c++)
                {
                    var value = saturation * planes[c][y * size + x] + (1 - saturation) * planes[0][y * size + x];
                    image.Pixels[image.Offset(x, y) + c] = (byte)(255 * Math.Clamp(value + Pattern(pattern, x, y), 0, 1));
                }
        return image;
    }

    private static float Pattern(int kind, int x, int y) => kind switch
    {
        1 => (x / 3 + y / 5) % 2 == 0 ? 0.2f : -0.2f,
        2 => (x % 7) * (y % 6) < 5 ? 0.3f : 0,
        _ => 0,
    };

    // A sum of noises, each twice as fine as the one before and weaker by the roughness.
    private static float[] Noise(CounterRandom random, int size, float roughness)
    {
        var (sum, weight) = (new float[size * size], 1f);
        for (var octave = 1; octave <= Octaves; octave++, weight *= roughness)
        {
            var cells = 1 << octave;
            var grid = Enumerable.Range(0, (cells + 1) * (cells + 1)).Select(_ => random.NextSingle() - 0.5f).ToArray();
            for (var y = 0; y < size; y++)
                for (var x = 0; x < size; x++)
                    sum[y * size + x] += weight * At(grid, cells, x * cells / (float)size, y * cells / (float)size);
        }
        return Array.ConvertAll(sum, v => 0.5f + v);
    }

    private static float At(float[] grid, int cells, float x, float y)
    {
        var (column, row) = ((int)x, (int)y);
        var (u, v) = (x - column, y - row);
        float G(int dx, int dy) => grid[(row + dy) * (cells + 1) + column + dx];
        return (1 - v) * ((1 - u) * G(0, 0) + u * G(1, 0)) + v * ((1 - u) * G(0, 1) + u * G(1, 1));
    }
}
