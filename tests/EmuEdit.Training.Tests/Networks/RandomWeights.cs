using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Networks;

/// <summary>Random values for every parameter, none of them constant, for both back ends.</summary>
internal sealed class RandomWeights
{
    private readonly Dictionary<string, float[]> _values = [];

    public float[] this[Parameter parameter]
    {
        get
        {
            if (!_values.TryGetValue(parameter.Name, out var values))
            {
                values = new CounterRandom(11, _values.Count).Gaussians((int)parameter.Count);
                var deviation = parameter.Deviation > 0 ? parameter.Deviation : 0.1f;
                _values[parameter.Name] = values = Array.ConvertAll(values, v => parameter.Mean + deviation * v);
            }
            return values;
        }
    }

    /// <summary>Draws anew, for a network whose parameters share names with another's.</summary>
    public void Clear() => _values.Clear();

    public TorchOps Torch() => new(p => tensor(this[p], p.Shape), TrainingPrecision.Float32);
}
