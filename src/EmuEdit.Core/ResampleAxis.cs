namespace EmuEdit.Core;

/// <summary>
/// Maps each sample along one axis of a resized image to its sources. When the image becomes
/// smaller, a sample is the average over the area that it covers. When it becomes larger, it is
/// interpolated linearly between the two nearest sources. At the same size, each sample is its own
/// source.
/// </summary>
public sealed class ResampleAxis
{
    private readonly int[] _first;
    private readonly float[] _weights;
    private readonly int _taps;

    /// <summary>Creates the axis from one length to another, both at least 1.</summary>
    public ResampleAxis(int from, int to)
    {
        var samples = Enumerable.Range(0, to).Select(i => to < from ? Area(i, from, to) : Linear(i, from, to)).ToArray();
        _taps = samples.Max(s => s.Weights.Length);
        (_first, _weights) = (new int[to], new float[to * _taps]);
        for (var i = 0; i < to; i++)
        {
            // Every sample has as many taps as the widest. Near the end they begin earlier, so that none lies outside.
            _first[i] = Math.Min(samples[i].First, from - _taps);
            samples[i].Weights.CopyTo(_weights, i * _taps + samples[i].First - _first[i]);
        }
    }

    /// <summary>Index of a sample's first source.</summary>
    public int First(int sample) => _first[sample];

    /// <summary>The weights of a sample's sources, from the first; they add up to 1.</summary>
    public ReadOnlySpan<float> Weights(int sample) => _weights.AsSpan(sample * _taps, _taps);

    /// <summary>Resizes one line of pixels R, G, B, R, G, B, ...</summary>
    public void Resize(ReadOnlySpan<float> line, Span<float> resized)
    {
        for (var i = 0; i < _first.Length; i++)
        {
            var source = line.Slice(3 * _first[i], 3 * _taps);
            var (r, g, b) = (0f, 0f, 0f);
            for (var k = 0; k < _taps; k++)
            {
                var weight = _weights[i * _taps + k];
                r += weight * source[3 * k];
                g += weight * source[3 * k + 1];
                b += weight * source[3 * k + 2];
            }
            (resized[3 * i], resized[3 * i + 1], resized[3 * i + 2]) = (r, g, b);
        }
    }

    private static (int First, float[] Weights) Area(int i, int from, int to)
    {
        var (start, end) = ((double)i * from / to, (i + 1.0) * from / to);
        var first = (int)start;
        var last = Math.Min((int)Math.Ceiling(end), from) - 1;
        return (
            first,
            [.. Enumerable.Range(first, last - first + 1).Select(s => (float)((Math.Min(end, s + 1) - Math.Max(start, s)) / (end - start)))]
        );
    }

    private static (int First, float[] Weights) Linear(int i, int from, int to)
    {
        // Centres of samples lie at half steps. Beyond the outermost centre its value continues.
        var position = Math.Clamp((i + 0.5) * from / to - 0.5, 0, from - 1);
        var first = (int)position;
        var second = (float)(position - first);
        return second == 0 ? (first, [1]) : (first, [1 - second, second]);
    }
}
