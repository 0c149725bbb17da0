using System.Runtime.InteropServices;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace EmuEdit.Training.Optimisation;

/// <summary>
/// The values of a network's parameters in one flat 32-bit buffer, and their gradients in others, one for each part of a batch that is computed
/// beside the rest, so that a step of the optimiser is one pass over memory and a checkpoint is a copy. Each parameter is a leaf over its part of the buffers.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private readonly List<Tensor> _owned = [];
    private readonly Tensor[] _gradients;

    /// <param name="parameters">Of the network.</param>
    /// <param name="parts">Buffers of gradients; 0 for a store that is not trained.</param>
    public ParameterStore(IReadOnlyList<Parameter> parameters, int parts)
    {
        Parameters = parameters;
        Offsets = [.. parameters.Select((_, i) => parameters.Take(i).Sum(p => p.Count))];
        Count = parameters.Sum(p => p.Count);
        using var scope = NewDisposeScope();
        Values = Own(zeros(Count));
        _gradients = [.. Enumerable.Range(0, parts).Select(_ => Own(zeros(Count)))];
        IReadOnlyList<Tensor?> buffers = parts > 0 ? _gradients : new Tensor?[1];
        Leaves = [.. buffers.Select(g => parameters.Zip(Offsets).ToDictionary(p => p.First.Name, p => View(p.First, p.Second, g)))];
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Where each parameter starts in the buffers.</summary>
    public IReadOnlyList<long> Offsets { get; }

    public long Count { get; }

    /// <summary>Every value, in the order of the parameters.</summary>
    public Tensor Values { get; }

    /// <summary>The parameters by name, once for each buffer of gradients, all over the same values; once without gradients for a store that is not trained.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Leaves { get; }

    /// <summary>A parameter's values in its shape: a view, not a copy.</summary>
    public Tensor this[Parameter parameter] => Leaves[0][parameter.Name];

    /// <summary>The gradients, once those of all parts are summed.</summary>
    public Span<float> Gradients => Floats(_gradients[0]);

    /// <summary>Sums the gradients of all parts over a stretch of the weights; those of the other parts become 0.</summary>
    /// <returns>The sum of their squares.</returns>
    public double SumGradients(int start, int end)
    {
        var sum = Gradients[start..end];
        foreach (var part in _gradients.Skip(1))
        {
            var more = Floats(part)[start..end];
            TensorPrimitives.Add(sum, more, sum);
            more.Clear();
        }
        return TensorPrimitives.SumOfSquares(sum);
    }

    /// <summary>Sets first values: normal numbers of each parameter's mean and deviation, from the seed alone.</summary>
    public void Initialise(long seed)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(seed);
        foreach (var parameter in Parameters)
            this[parameter].copy_(randn(parameter.Shape).Times(parameter.Deviation).Plus(parameter.Mean));
    }

    public void CopyFrom(ParameterStore other)
    {
        using var _ = no_grad();
        Values.copy_(other.Values);
    }

    /// <summary>The values in memory; valid while the store lives.</summary>
    public Span<float> Span() => Floats(Values);

    /// <summary>The values of a contiguous 32-bit tensor in memory.</summary>
    public static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    public void Dispose()
    {
        foreach (var tensor in _owned)
            tensor.Dispose();
    }

    private Tensor View(Parameter parameter, long offset, Tensor? gradients)
    {
        var view = Own(Values.narrow(0, offset, parameter.Count).view(parameter.Shape).detach());
        if (gradients is null)
            return view;
        view.requires_grad_();
        // Backward adds to a gradient that is there, in place.
        view.grad = Own(gradients.narrow(0, offset, parameter.Count).view(parameter.Shape));
        return view;
    }

    private Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }
}
