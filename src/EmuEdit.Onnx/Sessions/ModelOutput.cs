using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>
/// An output that is kept from run to run. A model writes 32-bit floats where the caller reads them; 16-bit ones are widened after each
/// run.
/// </summary>
internal sealed class ModelOutput : IDisposable
{
    private readonly float[] _values;

    /// <param name="spec">The output.</param>
    /// <param name="values">Where it goes.</param>
    /// <param name="shape">Its dimensions.</param>
    public ModelOutput(TensorSpec spec, float[] values, params long[] shape)
    {
        (Name, _values) = (spec.Name, values);
        Value = spec.Type == TensorElementType.Float16
            ? OrtValue.CreateTensorValueFromMemory(new Float16[values.Length], shape)
            : OrtValue.CreateTensorValueFromMemory(values, shape);
        IsConverted = spec.Type == TensorElementType.Float16;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What the model writes to.</summary>
    public OrtValue Value { get; }

    private bool IsConverted { get; }

    /// <summary>Brings the caller's array up to date with what the model wrote; after each run.</summary>
    public void Convert()
    {
        if (IsConverted)
            FloatTensors.CopyTo(Value, _values);
    }

    public void Dispose() => Value.Dispose();
}
