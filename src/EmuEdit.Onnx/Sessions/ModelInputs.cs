using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>The inputs of a run, by name. Arrays are pinned and not copied: writing to one between runs changes the next run's input.</summary>
internal sealed class ModelInputs : IDisposable
{
    private readonly List<string> _names = [];
    private readonly List<OrtValue> _values = [];

    public IReadOnlyCollection<string> Names => _names;

    public IReadOnlyCollection<OrtValue> Values => _values;

    /// <summary>Adds a tensor; its elements are of the type that the model wants.</summary>
    public ModelInputs Add<T>(TensorSpec spec, T[] values, params long[] shape) where T : unmanaged
    {
        _names.Add(spec.Name);
        _values.Add(OrtValue.CreateTensorValueFromMemory(values, shape));
        return this;
    }

    /// <summary>Adds token ids [1, L] as int32 or int64, whichever the model wants.</summary>
    public ModelInputs AddIds(TensorSpec spec, IReadOnlyList<int> ids) => AddIds(spec, [ids]);

    /// <summary>Adds the token ids of texts of one length, [B, L].</summary>
    public ModelInputs AddIds(TensorSpec spec, IReadOnlyList<IReadOnlyList<int>> texts) => spec.Type == TensorElementType.Int32
        ? Add<int>(spec, [.. texts.SelectMany(ids => ids)], texts.Count, texts[0].Count)
        : Add<long>(spec, [.. texts.SelectMany(ids => ids).Select(id => (long)id)], texts.Count, texts[0].Count);

    /// <summary>Adds one timestep for a whole batch: a scalar (optimum), one value (OnnxStack) or one for each item (diffusers), as the model's metadata says; a fraction is rounded for a model that takes integers.</summary>
    /// <returns>Sets another timestep before the next run.</returns>
    public Action<double> AddTimesteps(TensorSpec spec, double timestep, int batch)
    {
        return spec.Type switch
        {
            TensorElementType.Int64 => Bind(t => (long)Math.Round(t)),
            TensorElementType.Int32 => Bind(t => (int)Math.Round(t)),
            _ => Bind(t => (float)t),
        };

        Action<double> Bind<T>(Func<double, T> convert) where T : unmanaged
        {
            var values = new T[spec.Dimensions.Length == 0 ? 1 : spec.Fixed(0) ?? batch];
            Add(spec, values, spec.Dimensions.Length == 0 ? [] : [values.Length]);
            Array.Fill(values, convert(timestep));
            return t => Array.Fill(values, convert(t));
        }
    }

    public void Dispose()
    {
        foreach (var value in _values)
            value.Dispose();
    }
}
