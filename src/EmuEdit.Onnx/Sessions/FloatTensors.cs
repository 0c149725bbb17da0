using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>Floats on their way into a model and out of it: 32 bits here, 32 or 16 there, as its metadata says.</summary>
internal static class FloatTensors
{
    /// <summary>What a model's floats may be.</summary>
    public static readonly TensorElementType[] Types = [TensorElementType.Float, TensorElementType.Float16];

    /// <summary>Rounds to 16 bits: 11 of significance, at most 65504, infinity beyond.</summary>
    public static void Narrow(ReadOnlySpan<float> values, Span<Float16> halves) => TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<Float16, Half>(halves));

    /// <summary>What a tensor holds, in 32 bits.</summary>
    public static float[] ToArray(OrtValue tensor)
    {
        var values = new float[tensor.GetTensorTypeAndShape().ElementCount];
        CopyTo(tensor, values);
        return values;
    }

    /// <summary>Copies what a tensor holds, in 32 bits.</summary>
    public static void CopyTo(OrtValue tensor, Span<float> values)
    {
        if (tensor.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float16)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(tensor.GetTensorDataAsSpan<Float16>()), values);
        else
            tensor.GetTensorDataAsSpan<float>().CopyTo(values);
    }
}
