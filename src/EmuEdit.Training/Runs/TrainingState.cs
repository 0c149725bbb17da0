using EmuEdit.Core;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Optimisation;

namespace EmuEdit.Training.Runs;

/// <summary>Everything a run's next step depends on, apart from its options.</summary>
internal sealed class TrainingState : IDisposable
{
    /// <param name="parameters">Of the network.</param>
    /// <param name="options">Of the optimiser.</param>
    /// <param name="parts">Parts of a batch that are computed side by side.</param>
    public TrainingState(IReadOnlyList<Parameter> parameters, AdamWOptions options, int parts = 1)
    {
        Weights = new(parameters, parts);
        Average = new(parameters, parts: 0);
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
