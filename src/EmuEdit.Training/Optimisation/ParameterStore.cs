using System.Runtime.InteropServices;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Optimisation;

/// <summary>
/// The values of a network's parameters in one flat 32-bit buffer, and their gradients in another, so that a step of the optimiser is one
/// pass over memory and a checkpoint is a copy. Each parameter is a leaf over its part of the buffers.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private readonly Dictionary<string, Tensor> _views = [];
    private readonly List<Tensor> _owned = [];

    public ParameterStore(IReadOnlyList<Parameter> parameters, bool trainable)
    {
        Parameters = parameters;
        Offsets = [.. parameters.Select((_, i) => parameters.Take(i).Sum(p => p.Count))];
        Count = parameters.Sum(p => p.Count);
        using var scope = NewDisposeScope();
        Values = Own(zeros(Count));
        Gradients = trainable ? Own(zeros(Count)) : null;
        foreach (var (parameter, offset) in parameters.Zip(Offsets))
            _views.Add(parameter.Name, View(parameter, offset));
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Where each parameter starts in the buffers.</summary>
    public IReadOnlyList<long> Offsets { get; }

    public long Count { get; }

    /// <summary>Every value, in the order of the parameters.</summary>
    public Tensor Values { get; }

    /// <summary>Every gradient; null for a store that is not trained.</summary>
    public Tensor? Gradients { get; }

    /// <summary>A parameter's values in its shape: a view, not a copy.</summary>
    public Tensor this[Parameter parameter] => _views[parameter.Name];

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

    private Tensor View(Parameter parameter, long offset)
    {
        var view = Own(Values.narrow(0, offset, parameter.Count).view(parameter.Shape).detach());
        if (Gradients is null)
            return view;
        view.requires_grad_();
        // Backward adds to a gradient that is there, in place.
        view.grad = Own(Gradients.narrow(0, offset, parameter.Count).view(parameter.Shape));
        return view;
    }

    private Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }
}
