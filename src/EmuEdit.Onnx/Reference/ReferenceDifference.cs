namespace EmuEdit.Onnx.Reference;

/// <summary>How far an output is from the reference's.</summary>
/// <param name="Output">Its name in the reference file.</param>
/// <param name="Relative">
/// The largest difference over the largest value of the reference; infinite where the shapes differ or a value is no number.
/// </param>
/// <param name="Remark">What else there is to say; null for nothing.</param>
public sealed record ReferenceDifference(string Output, double Relative, string? Remark = null)
{
    /// <summary>Compares.</summary>
    internal static ReferenceDifference Of(string output, Tensor expected, Tensor actual)
    {
        if (!expected.Shape.SequenceEqual(actual.Shape))
            return new(output, double.PositiveInfinity,
                $"[{string.Join(", ", actual.Shape)}] where the reference has [{string.Join(", ", expected.Shape)}]");
        double largest = 0, difference = 0;
        for (var i = 0; i < expected.Values.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)expected.Values[i]));
            difference = Math.Max(difference, Math.Abs((double)expected.Values[i] - actual.Values[i]));
        }
        return new(output, double.IsFinite(difference) ? largest > 0 ? difference / largest : difference : double.PositiveInfinity);
    }
}
