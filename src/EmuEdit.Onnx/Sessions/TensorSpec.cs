using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>What a model says of one of its inputs or outputs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Dimensions">Its dimensions; -1 where the model leaves one free. Empty for a scalar.</param>
internal sealed record TensorSpec(string Name, TensorElementType Type, int[] Dimensions)
{
    /// <summary>A dimension that the model fixes; null where it is free.</summary>
    public int? Fixed(int axis) => Dimensions[axis] > 0 ? Dimensions[axis] : null;

    public override string ToString() =>
        $"'{Name}' {Type.ToString().ToLowerInvariant()} [{string.Join(", ", Dimensions.Select(d => d < 0 ? "?" : d.ToString()))}]";
}
