namespace EmuEdit.Onnx.Reference;

/// <summary>The difference between an output and the reference's.</summary>
/// <param name="Output">Name of the output in the reference file.</param>
/// <param name="Relative">
/// The largest difference divided by the largest value of the reference; infinite when the shapes
/// differ or a value is not a number.
/// </param>
/// <param name="Remark">A further remark; null, the default, for none.</param>
public sealed record ReferenceDifference(string Output, double Relative, string? Remark = null)
{
    /// <summary>Compares an output with the reference's.</summary>
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
