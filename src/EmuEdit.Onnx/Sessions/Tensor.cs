using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>32-bit floats with a shape.</summary>
/// <param name="Values">The values, the last dimension fastest.</param>
/// <param name="Shape">The dimensions; their product is the number of values.</param>
public sealed record Tensor(float[] Values, params long[] Shape);

/// <summary>The description of one of a model's inputs or outputs.</summary>
/// <param name="Name">Name of the input or output.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dimensions">Dimensions; -1 where the model leaves one free. Empty for a scalar.</param>
internal sealed record TensorSpec(string Name, TensorElementType Type, int[] Dimensions)
{
    /// <summary>Returns a dimension that the model fixes; null when it is free.</summary>
    public int? Fixed(int axis) => Dimensions[axis] > 0 ? Dimensions[axis] : null;

    public override string ToString() =>
        $"'{Name}' {Type.ToString().ToLowerInvariant()} [{string.Join(", ", Dimensions.Select(d => d < 0 ? "?" : d.ToString()))}]";
}
