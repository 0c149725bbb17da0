using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>
/// Converts floats between this program, which uses 32 bits, and a model, which uses 32 or 16 bits
/// as its metadata says.
/// </summary>
internal static class FloatTensors
{
    /// <summary>The element types of floats that a model may have.</summary>
    public static readonly TensorElementType[] Types = [TensorElementType.Float, TensorElementType.Float16];

    /// <summary>Rounds to 16 bits: 11 significant bits, at most 65504, infinity beyond.</summary>
    public static void Narrow(ReadOnlySpan<float> values, Span<Float16> halves) =>
        TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<Float16, Half>(halves));

    /// <summary>Returns a tensor's values in 32 bits.</summary>
    public static float[] ToArray(OrtValue tensor)
    {
        var values = new float[tensor.GetTensorTypeAndShape().ElementCount];
        CopyTo(tensor, values);
        return values;
    }

    /// <summary>Copies a tensor's values in 32 bits.</summary>
    public static void CopyTo(OrtValue tensor, Span<float> values)
    {
        if (tensor.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float16)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(tensor.GetTensorDataAsSpan<Float16>()), values);
        else
            tensor.GetTensorDataAsSpan<float>().CopyTo(values);
    }
}
