namespace EmuEdit.Networks;

/// <summary>
/// The autoencoder: a lossless orthonormal transform. It is the two-dimensional DCT-II of
/// non-overlapping p x p blocks in orthonormal opponent colours, as one strided convolution from 3
/// to 3 p^2 channels on a 16 x 16 grid. The decoder is its adjoint, which is its inverse. Each
/// channel is divided by its standard deviation over images of the world, so that a latent has
/// about unit variance, as diffusion needs. A small learned autoencoder would blur small objects,
/// and an editor cannot paint what its decoder cannot show; this transform loses nothing.
/// </summary>
/// <param name="patch">Side p of a block in pixels.</param>
/// <param name="deviations">Standard deviation of each of the 3 p^2 coefficients; null, the default, for 1.</param>
public sealed class BlockTransform(int patch, float[]? deviations = null)
{
    private static readonly double[][] Colours =
    [
        [1 / Math.Sqrt(3), 1 / Math.Sqrt(3), 1 / Math.Sqrt(3)],
        [1 / Math.Sqrt(2), 0, -1 / Math.Sqrt(2)],
        [1 / Math.Sqrt(6), -2 / Math.Sqrt(6), 1 / Math.Sqrt(6)],
    ];

    private readonly int _channels = 3 * patch * patch;
    private readonly float[] _deviations = deviations ?? [.. Enumerable.Repeat(1f, 3 * patch * patch)];

    /// <summary>Standard deviation of each of the 3 p^2 coefficients.</summary>
    public IReadOnlyList<float> Deviations => _deviations;

    /// <summary>Encodes images [B, 3, S, S] on [-1, 1] to latents [B, 3 p^2, 16, 16].</summary>
    public T Encode<T>(IOps<T> ops, T pictures) =>
        ops.Conv2d(pictures, ops.Constant(Basis(d => 1 / d), _channels, 3, patch, patch), stride: patch);

    /// <summary>Decodes latents to images; linear.</summary>
    public T Decode<T>(IOps<T> ops, T latents) =>
        ops.ConvTranspose2d(latents, ops.Constant(Basis(d => d), _channels, 3, patch, patch), patch);

    private float[] Basis(Func<double, double> scale)
    {
        var basis = new List<float>(_channels * _channels);
        for (var channel = 0; channel < _channels; channel++)
        {
            var (colour, v, u) = (channel % 3, channel / 3 / patch, channel / 3 % patch);
            for (var c = 0; c < 3; c++)
                for (var y = 0; y < patch; y++)
                    for (var x = 0; x < patch; x++)
                        basis.Add((float)(scale(_deviations[channel]) * Colours[colour][c] * Cosine(v, y) * Cosine(u, x)));
        }
        return [.. basis];
    }

    private double Cosine(int frequency, int at) =>
        Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / patch) * Math.Cos(Math.PI * (2 * at + 1) * frequency / (2 * patch));
}
