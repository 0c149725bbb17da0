namespace EmuEdit.Filters.Measures;

/// <summary>Base class of the filters that compare CLIP embeddings.</summary>
internal abstract class ClipFilter(string name, string measured) : PairFilter(name, measured)
{
    public sealed override bool CanRun(FilterModels models) => models.HasClip;

    /// <summary>Cosine of the angle between two vectors; 0 if either has length zero.</summary>
    protected static double Cosine(float[] a, float[] b)
    {
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
            (ab, aa, bb) = (ab + a[i] * b[i], aa + a[i] * a[i], bb + b[i] * b[i]);
        return aa * bb < 1e-12 ? 0 : ab / Math.Sqrt(aa * bb);
    }

    /// <summary>Returns a - b.</summary>
    protected static float[] Minus(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x - y)];
}
