namespace EmuEdit.Training.Networks.Fused;

/// <summary>Of a group normalisation: weight and bias of each channel, and how many groups there are; none where nothing is normalised.</summary>
internal readonly record struct Normalisation(float[] Weight, float[] Bias, int Groups);

/// <summary>
/// What group normalisation (Wu and He 2018) and FiLM (Perez et al. 2018) are together to each channel of one sample, gain x + offset: they say
/// (n weight + bias) scale + shift, where n = (x - mean) / deviation.
/// </summary>
internal sealed class Affine
{
    private const double Epsilon = 1e-5;

    private readonly Normalisation _norm;
    private readonly int _channels, _places;
    private readonly float[] _scale, _mean, _inverse;

    /// <param name="norm">The normalisation.</param>
    /// <param name="places">Places of the sample.</param>
    /// <param name="sums">The sum over the places for each channel; not read where nothing is normalised.</param>
    /// <param name="squares">The sum of the squares, likewise.</param>
    /// <param name="modulation">What is added to a scale of 1, for each channel, then the shift of each.</param>
    public Affine(Normalisation norm, int places, ReadOnlySpan<double> sums, ReadOnlySpan<double> squares, ReadOnlySpan<float> modulation)
    {
        var channels = norm.Weight.Length;
        (_norm, _channels, _places) = (norm, channels, places);
        (_scale, _mean, _inverse, Gain, Offset) = (new float[channels], new float[channels], new float[channels], new float[channels], new float[channels]);
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

    /// <summary>The derivatives by weight, bias and modulation, from those by gain x + offset: their sum over each channel, and that of their products with x.</summary>
    /// <returns>Of each channel the tilt and the lift in dx = gain slope + tilt x + lift.</returns>
    public (float[] Tilt, float[] Lift) Back(ReadOnlySpan<float> sums, ReadOnlySpan<float> products, Span<float> weight, Span<float> bias, Span<float> modulation)
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

    // What normalisation does to the slopes: it takes off their mean over a group, and what goes along with n.
    private (float[] Tilt, float[] Lift) Centre(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        var (tilt, lift) = (new float[_channels], new float[_channels]);
        foreach (var (first, size) in Groups())
        {
            var (level, slope) = (Mean(bias.Slice(first, size), _norm.Weight.AsSpan(first)), Mean(weight.Slice(first, size), _norm.Weight.AsSpan(first)));
            tilt.AsSpan(first, size).Fill((float)(-slope * _inverse[first] * _inverse[first]));
            lift.AsSpan(first, size).Fill((float)(-level * _inverse[first] - tilt[first] * _mean[first]));
        }
        return (tilt, lift);
    }

    private IEnumerable<(int First, int Size)> Groups() => Enumerable.Range(0, _norm.Groups).Select(g => (g * (_channels / _norm.Groups), _channels / _norm.Groups));

    // From the first to the last: the order of TensorPrimitives depends on where the numbers lie in memory.
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
