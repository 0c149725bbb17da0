namespace EmuEdit.Training.Torch.Fused;

/// <summary>
/// A group normalisation: weight and bias of each channel, and the number of groups. 0 groups means
/// no normalisation.
/// </summary>
internal readonly record struct Normalisation(float[] Weight, float[] Bias, int Groups);

/// <summary>
/// Combines group normalisation (Wu and He 2018) and FiLM (Perez et al. 2018) into one gain x + offset for
/// each channel of one sample. It equals (n weight + bias) scale + shift, where n = (x - mean) / deviation.
/// </summary>
internal sealed class Affine
{
    private const double Epsilon = 1e-5;

    private readonly Normalisation _norm;
    private readonly int _channels, _places;
    private readonly float[] _scale, _mean, _inverse;

    /// <param name="norm">The normalisation.</param>
    /// <param name="places">Number of places in the sample.</param>
    /// <param name="sums">Sum over the places, per channel; not read without normalisation.</param>
    /// <param name="squares">Sum of squares over the places, per channel; not read without normalisation.</param>
    /// <param name="modulation">
    /// For each channel, the value that is added to a scale of 1; then the shift of each channel.
    /// </param>
    public Affine(Normalisation norm, int places, ReadOnlySpan<double> sums, ReadOnlySpan<double> squares, ReadOnlySpan<float> modulation)
    {
        var channels = norm.Weight.Length;
        (_norm, _channels, _places) = (norm, channels, places);
        (_scale, _mean, _inverse, Gain, Offset) = (
            new float[channels],
            new float[channels],
            new float[channels],
            new float[channels],
            new float[channels]
        );
        Measure(sums, squares);
        for (var c = 0; c < channels; c++)
        {
            _scale[c] = 1 + modulation[c];
            Gain[c] = _inverse[c] * norm.Weight[c] * _scale[c];
            Offset[c] = norm.Bias[c] * _scale[c] + modulation[channels + c] - _mean[c] * Gain[c];
        }
    }

    public float[] Gain { get; }

    public float[] Offset { get; }

    /// <summary>
    /// Computes the derivatives by weight, bias and modulation from the derivatives by
    /// gain x + offset: their sum per channel, and the sum of their products with x.
    /// </summary>
    /// <returns>Per channel, the tilt and the lift in dx = gain slope + tilt x + lift.</returns>
    public (float[] Tilt, float[] Lift) Back(
        ReadOnlySpan<float> sums,
        ReadOnlySpan<float> products,
        Span<float> weight,
        Span<float> bias,
        Span<float> modulation
    )
    {
        for (var c = 0; c < _channels; c++)
        {
            var normal = _inverse[c] * (products[c] - _mean[c] * sums[c]);
            (weight[c], bias[c]) = (_scale[c] * normal, _scale[c] * sums[c]);
            (modulation[c], modulation[_channels + c]) = (_norm.Weight[c] * normal + _norm.Bias[c] * sums[c], sums[c]);
        }
        return Centre(weight, bias);
    }

    private void Measure(ReadOnlySpan<double> sums, ReadOnlySpan<double> squares)
    {
        _inverse.AsSpan().Fill(1);
        foreach (var (first, size) in Groups())
        {
            var count = (double)size * _places;
            var mean = Sum(sums.Slice(first, size)) / count;
            var variance = Math.Max(Sum(squares.Slice(first, size)) / count - mean * mean, 0);
            _mean.AsSpan(first, size).Fill((float)mean);
            _inverse.AsSpan(first, size).Fill((float)(1 / Math.Sqrt(variance + Epsilon)));
        }
    }

    // Effect of normalisation on the slopes: it removes their mean over a group, and the component along n.
    private (float[] Tilt, float[] Lift) Centre(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        var (tilt, lift) = (new float[_channels], new float[_channels]);
        foreach (var (first, size) in Groups())
        {
            var (level, slope) = (
                Mean(bias.Slice(first, size), _norm.Weight.AsSpan(first)),
                Mean(weight.Slice(first, size), _norm.Weight.AsSpan(first))
            );
            tilt.AsSpan(first, size).Fill((float)(-slope * _inverse[first] * _inverse[first]));
            lift.AsSpan(first, size).Fill((float)(-level * _inverse[first] - tilt[first] * _mean[first]));
        }
        return (tilt, lift);
    }

    private IEnumerable<(int First, int Size)> Groups() =>
        Enumerable.Range(0, _norm.Groups).Select(g => (g * (_channels / _norm.Groups), _channels / _norm.Groups));

    // Sums from first to last: the order of TensorPrimitives depends on memory alignment.
    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private double Mean(ReadOnlySpan<float> sums, ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < sums.Length; i++)
            sum += (double)sums[i] * weights[i];
        return sum / ((double)sums.Length * _places);
    }
}
