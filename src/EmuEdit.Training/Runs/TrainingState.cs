using EmuEdit.Core;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Optimisation;

namespace EmuEdit.Training.Runs;

/// <summary>Everything a run's next step depends on, apart from its options.</summary>
internal sealed class TrainingState : IDisposable
{
    public TrainingState(IReadOnlyList<Parameter> parameters, AdamWOptions options)
    {
        Weights = new(parameters, trainable: true);
        Average = new(parameters, trainable: false);
        Optimiser = new(Weights, Average, options);
    }

    public ParameterStore Weights { get; }

    /// <summary>Moving average of the weights: what is exported.</summary>
    public ParameterStore Average { get; }

    public AdamW Optimiser { get; }

    /// <summary>What was measured before the first step and stays.</summary>
    public Dictionary<string, NamedTensor> Constants { get; } = [];

    public long Step { get; set; }

    /// <summary>Seconds trained, resumed parts added.</summary>
    public double Seconds { get; set; }

    public void Dispose()
    {
        Weights.Dispose();
        Average.Dispose();
    }
}
