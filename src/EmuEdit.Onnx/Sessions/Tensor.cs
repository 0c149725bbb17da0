namespace EmuEdit.Onnx;

/// <summary>32-bit floats with a shape.</summary>
/// <param name="Values">The values, the last dimension fastest.</param>
/// <param name="Shape">The dimensions; their product is the number of values.</param>
public sealed record Tensor(float[] Values, params long[] Shape);
