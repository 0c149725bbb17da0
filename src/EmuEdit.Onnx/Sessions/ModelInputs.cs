using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx;

/// <summary>
/// The inputs of a run, by name, in the types that the model takes. Arrays remain the caller's:
/// writing to one between runs changes the next run's input. When the model takes an array's type,
/// the array is pinned and not copied; otherwise it is converted before each run.
/// </summary>
internal sealed class ModelInputs : IDisposable
{
    private readonly List<string> _names = [];
    private readonly List<OrtValue> _values = [];
    private readonly List<Action> _conversions = [];

    public IReadOnlyCollection<string> Names => _names;

    public IReadOnlyCollection<OrtValue> Values => _values;

    /// <summary>Adds floats, as 32 or 16 bits.</summary>
    public ModelInputs Add(TensorSpec spec, float[] values, params long[] shape)
    {
        if (spec.Type != TensorElementType.Float16)
            return Bind(spec, values, shape);
        var halves = new Float16[values.Length];
        _conversions.Add(() => FloatTensors.Narrow(values, halves));
        return Bind(spec, halves, shape);
    }

    /// <summary>Adds integers, as int64 or int32.</summary>
    public ModelInputs AddIntegers(TensorSpec spec, long[] values, params long[] shape)
    {
        if (spec.Type != TensorElementType.Int32)
            return Bind(spec, values, shape);
        var integers = new int[values.Length];
        _conversions.Add(() =>
        {
            for (var i = 0; i < values.Length; i++)
                integers[i] = checked((int)values[i]);
        });
        return Bind(spec, integers, shape);
    }

    /// <summary>Adds token ids, [1, L].</summary>
    public ModelInputs AddIds(TensorSpec spec, IReadOnlyList<int> ids) => AddIds(spec, [ids]);

    /// <summary>Adds the token ids of texts of one length, [B, L].</summary>
    public ModelInputs AddIds(TensorSpec spec, IReadOnlyList<IReadOnlyList<int>> texts) =>
        AddIntegers(spec, [.. texts.SelectMany(ids => ids).Select(id => (long)id)], texts.Count, texts[0].Count);

    /// <summary>
    /// Adds one timestep for a whole batch: a scalar (optimum), one value (OnnxStack) or one per
    /// item (diffusers), as the model's metadata says. For a model that takes integers, a fraction
    /// is rounded.
    /// </summary>
    /// <returns>Sets another timestep for the next run.</returns>
    public Action<double> AddTimesteps(TensorSpec spec, double timestep, int batch)
    {
        var count = spec.Dimensions.Length == 0 ? 1 : spec.Fixed(0) ?? batch;
        var set = spec.Type is TensorElementType.Int64 or TensorElementType.Int32
            ? Filling(new long[count], t => (long)Math.Round(t), AddIntegers)
            : Filling(new float[count], t => (float)t, Add);
        set(timestep);
        return set;

        Action<double> Filling<T>(T[] values, Func<double, T> convert, Func<TensorSpec, T[], long[], ModelInputs> add)
        {
            add(spec, values, spec.Dimensions.Length == 0 ? [] : [count]);
            return t => Array.Fill(values, convert(t));
        }
    }

    /// <summary>Updates the converted copies from the arrays; call it before each run.</summary>
    public void Convert()
    {
        foreach (var convert in _conversions)
            convert();
    }

    public void Dispose()
    {
        foreach (var value in _values)
            value.Dispose();
    }

    private ModelInputs Bind<T>(TensorSpec spec, T[] values, long[] shape) where T : unmanaged
    {
        _names.Add(spec.Name);
        _values.Add(OrtValue.CreateTensorValueFromMemory(values, shape));
        return this;
    }
}
