using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Runs;

/// <summary>Everything that a run's next step depends on, apart from its options.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly ParameterStore? _frozen;

    /// <param name="parameters">Parameters of the network.</param>
    /// <param name="options">Options of the optimiser.</param>
    /// <param name="parts">Number of parts of a batch that are computed in parallel.</param>
    /// <param name="frozen">
    /// Parameters of the network that are not trained; null if there are none. Not disposed with
    /// this object.
    /// </param>
    public TrainingState(IReadOnlyList<Parameter> parameters, AdamWOptions options, int parts = 1, ParameterStore? frozen = null)
    {
        _frozen = frozen;
        Weights = new(parameters, parts);
        Average = new(parameters, parts: 0);
        Optimiser = new(Weights, Average, options);
    }

    public ParameterStore Weights { get; }

    /// <summary>Moving average of the weights, which is exported.</summary>
    public ParameterStore Average { get; }

    public AdamW Optimiser { get; }

    /// <summary>Constants that were measured before the first step.</summary>
    public Dictionary<string, NamedTensor> Constants { get; } = [];

    /// <summary>Precision of the run; set before the first step.</summary>
    public TrainingPrecision Precision { get; set; } = TrainingPrecision.Float32;

    public long Step { get; set; }

    /// <summary>Seconds trained, including the time before the run was resumed.</summary>
    public double Seconds { get; set; }

    /// <summary>Whether the run ends before its last step.</summary>
    public bool Done { get; set; }

    /// <summary>
    /// Per part of the batch, a function that finds a parameter: a weight with that part's
    /// gradient, or a frozen one.
    /// </summary>
    public IReadOnlyList<Func<Parameter, Tensor>> Parts =>
        [.. Weights.Leaves.Select(leaves => (Func<Parameter, Tensor>)(p => leaves.TryGetValue(p.Name, out var leaf) ? leaf : _frozen![p]))];

    /// <summary>Computes with the averaged and the frozen weights, for scores.</summary>
    public TorchOps Ops => new(Averaged, Precision);

    private Tensor Averaged(Parameter parameter) =>
        Average.Leaves[0].TryGetValue(parameter.Name, out var value) ? value : _frozen![parameter];

    public void Dispose()
    {
        Weights.Dispose();
        Average.Dispose();
    }
}
