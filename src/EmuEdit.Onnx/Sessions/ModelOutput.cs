using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>
/// An output that is kept from run to run. A model writes 32-bit floats directly into the caller's
/// array; 16-bit floats are widened after each run.
/// </summary>
internal sealed class ModelOutput : IDisposable
{
    private readonly float[] _values;

    /// <param name="spec">The output.</param>
    /// <param name="values">The array that receives the values.</param>
    /// <param name="shape">The output's dimensions.</param>
    public ModelOutput(TensorSpec spec, float[] values, params long[] shape)
    {
        (Name, _values) = (spec.Name, values);
        Value = spec.Type == TensorElementType.Float16
            ? OrtValue.CreateTensorValueFromMemory(new Float16[values.Length], shape)
            : OrtValue.CreateTensorValueFromMemory(values, shape);
        IsConverted = spec.Type == TensorElementType.Float16;
    }

    /// <summary>Name of the output.</summary>
    public string Name { get; }

    /// <summary>The value that the model writes to.</summary>
    public OrtValue Value { get; }

    private bool IsConverted { get; }

    /// <summary>Updates the caller's array from the model's values; call it after each run.</summary>
    public void Convert()
    {
        if (IsConverted)
            FloatTensors.CopyTo(Value, _values);
    }

    public void Dispose() => Value.Dispose();
}
