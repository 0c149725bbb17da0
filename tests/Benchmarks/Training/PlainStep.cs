using EmuEdit.Core;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace EmuEdit.Benchmarks.Training;

/// <summary>
/// A training step as anyone writes it in TorchSharp: the whole batch at once, every thread inside
/// each operation, autograd, libtorch's AdamW, clipping by norm, and a moving average. The network
/// and the loss are those of our step.
/// </summary>
internal sealed class PlainStep : IDisposable
{
    private static readonly Scalar s_keep = Arithmetic.Number(0.999), s_take = Arithmetic.Number(0.001);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TorchSharp.Modules.Parameter[] _weights;
    private readonly Tensor[] _averages;
    private readonly optim.Optimizer _adam;
    private readonly PlainOps _ops;
    private readonly AdamWOptions _options;
    private readonly Func<TorchOps, Tensor> _loss;

    /// <param name="initial">First weights; copied.</param>
    /// <param name="options">Of the optimiser.</param>
    /// <param name="precision">What it computes in.</param>
    /// <param name="loss">The mean loss of the batch, differentiable.</param>
    public PlainStep(ParameterStore initial, AdamWOptions options, TrainingPrecision precision, Func<TorchOps, Tensor> loss)
    {
        (_options, _loss) = (options, loss);
        var byName = initial.Parameters.ToDictionary(p => p.Name, p => nn.Parameter(initial[p].detach().clone()));
        _weights = [.. byName.Values];
        _averages = [.. _weights.Select(w => w.detach().clone())];
        _ops = new(p => byName[p.Name], precision);
        _adam = optim.AdamW(_weights, options.LearningRate / 10, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
    }

    public void Run()
    {
        using var scope = NewDisposeScope();
        _adam.zero_grad();
        _loss(_ops).backward();
        nn.utils.clip_grad_norm_(_weights, _options.ClipNorm);
        _adam.step();
        using var _ = no_grad();
        foreach (var (average, weight) in _averages.Zip(_weights))
            average.mul_(s_keep).add_(weight, s_take);
    }

    public void Dispose()
    {
        _adam.Dispose();
        _scope.Dispose();
    }
}
