using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Optimisation;
using static TorchSharp.torch;

namespace EmuEdit.Training.Runs;

/// <summary>Everything a run's next step depends on, apart from its options.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly ParameterStore? _frozen;

    /// <param name="parameters">Of the network.</param>
    /// <param name="options">Of the optimiser.</param>
    /// <param name="parts">Parts of a batch that are computed side by side.</param>
    /// <param name="frozen">Parameters of the network that are not trained, where there are such; not disposed of with this.</param>
    public TrainingState(IReadOnlyList<Parameter> parameters, AdamWOptions options, int parts = 1, ParameterStore? frozen = null)
    {
        _frozen = frozen;
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

    /// <summary>What the run computes in; set before the first step.</summary>
    public TrainingPrecision Precision { get; set; } = TrainingPrecision.Float32;

    public long Step { get; set; }

    /// <summary>Seconds trained, resumed parts added.</summary>
    public double Seconds { get; set; }

    /// <summary>Whether the run is to end before its last step.</summary>
    public bool Done { get; set; }

    /// <summary>What finds a parameter for a part of the batch: the weights with that part's gradients, and the frozen ones.</summary>
    public IReadOnlyList<Func<Parameter, Tensor>> Parts => [.. Weights.Leaves.Select(leaves => (Func<Parameter, Tensor>)(p => leaves.TryGetValue(p.Name, out var leaf) ? leaf : _frozen![p]))];

    /// <summary>Computes with the averaged weights, and the frozen ones: for scores.</summary>
    public TorchOps Ops => new(Averaged, Precision);

    private Tensor Averaged(Parameter parameter) => Average.Leaves[0].TryGetValue(parameter.Name, out var value) ? value : _frozen![parameter];

    public void Dispose()
    {
        Weights.Dispose();
        Average.Dispose();
    }
}
