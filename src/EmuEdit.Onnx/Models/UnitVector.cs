namespace EmuEdit.Onnx;

internal static class UnitVector
{
    /// <summary>Scales a vector to length 1; a vector of zeros stays.</summary>
    public static float[] Of(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return length > 0 ? Array.ConvertAll(vector, v => v / length) : vector;
    }
}
