namespace EmuEdit.Editing;

/// <summary>
/// Where the samples along one axis of a resized picture come from. Smaller: the average over the area that a sample covers. Larger: linear between the
/// two nearest. The same size: each from itself.
/// </summary>
internal sealed class ResampleAxis
{
    private readonly (int First, float[] Weights)[] _samples;

    /// <summary>The axis from one length to another, both at least 1.</summary>
    public ResampleAxis(int from, int to) =>
        _samples = [.. Enumerable.Range(0, to).Select(i => to < from ? Area(i, from, to) : Linear(i, from, to))];

    /// <summary>Samples of the result.</summary>
    public int Length => _samples.Length;

    /// <summary>The first source of a sample, and the weights, adding up to 1, of it and those that follow.</summary>
    public (int First, float[] Weights) this[int i] => _samples[i];

    private static (int, float[]) Area(int i, int from, int to)
    {
        var (start, end) = ((double)i * from / to, (i + 1.0) * from / to);
        var first = (int)start;
        var last = Math.Min((int)Math.Ceiling(end), from) - 1;
        return (first, [.. Enumerable.Range(first, last - first + 1).Select(s => (float)((Math.Min(end, s + 1) - Math.Max(start, s)) / (end - start)))]);
    }

    private static (int, float[]) Linear(int i, int from, int to)
    {
        // Centres of samples lie at half steps; beyond the outermost centre its value continues.
        var position = Math.Clamp((i + 0.5) * from / to - 0.5, 0, from - 1);
        var first = (int)position;
        var second = (float)(position - first);
        return second == 0 ? (first, [1]) : (first, [1 - second, second]);
    }
}
