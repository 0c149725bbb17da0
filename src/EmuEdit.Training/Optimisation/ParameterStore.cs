using System.Numerics;
using System.Runtime.InteropServices;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using EmuEdit.Training.Torch.Fused;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace EmuEdit.Training.Optimisation;

/// <summary>
/// Stores the values of a network's parameters in one flat 32-bit buffer, so that an optimiser step
/// is one pass over memory and a checkpoint is a copy. Gradients have one such buffer for each part
/// of a batch that is computed in parallel. Each parameter is a leaf over its section of the values.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private readonly List<Tensor> _owned = [];
    private readonly float[][] _gradients;

    /// <param name="parameters">Parameters of the network.</param>
    /// <param name="parts">Number of gradient buffers; 0 for a store that is not trained.</param>
    public ParameterStore(IReadOnlyList<Parameter> parameters, int parts)
    {
        Parameters = parameters;
        Offsets = [.. parameters.Select((_, i) => parameters.Take(i).Sum(p => p.Count))];
        Count = parameters.Sum(p => p.Count);
        using var scope = NewDisposeScope();
        Values = Own(zeros(Count));
        _gradients = [.. Enumerable.Range(0, parts).Select(_ => new float[Count])];
        Leaves =
        [
            .. Enumerable
                .Range(0, Math.Max(parts, 1))
                .Select(_ => parameters.Zip(Offsets).ToDictionary(p => p.First.Name, p => View(p.First, p.Second, trained: parts > 0))),
        ];
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Start of each parameter in the buffers.</summary>
    public IReadOnlyList<long> Offsets { get; }

    public long Count { get; }

    /// <summary>All values, in the order of the parameters.</summary>
    public Tensor Values { get; }

    /// <summary>
    /// The parameters by name, one dictionary per gradient buffer, all over the
    /// same values. A store that is not trained has one, without gradients.
    /// </summary>
    public IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Leaves { get; }

    /// <summary>A parameter's values in its shape: a view, not a copy.</summary>
    public Tensor this[Parameter parameter] => Leaves[0][parameter.Name];

    /// <summary>
    /// Returns the gradient of a part of the batch, in the order of the values. After summation,
    /// the first part holds the total gradient.
    /// </summary>
    public Span<float> Gradient(int part) => _gradients[part];

    /// <summary>The weights in bfloat16, whose gradients count, too; null until the first rounding.</summary>
    public RoundedWeights? Rounded { get; private set; }

    /// <summary>Rounds the current weights to bfloat16.</summary>
    public void Round() => (Rounded ??= new(this)).Refresh();

    /// <summary>Adds the gradient of a loss to the gradient of a part of the batch.</summary>
    public void Backward(Tensor loss, int part)
    {
        Tensor[] leaves = [.. Parameters.Select(p => Leaves[part][p.Name]), .. Rounded?.Leaves[part] ?? []];
        var gradients = autograd.grad([loss], leaves, allow_unused: true);
        for (var i = 0; i < leaves.Length; i++)
            if (!gradients[i].IsInvalid)
                Add(
                    gradients[i].contiguous(),
                    Gradient(part).Slice((int)Offsets[i % Parameters.Count], (int)Parameters[i % Parameters.Count].Count)
                );
    }

    /// <summary>
    /// Sums the gradients of all parts over a range of the weights into the first part, and sets
    /// those of the other parts to 0.
    /// </summary>
    /// <returns>The sum of the squares of the summed gradients.</returns>
    public double SumGradients(int start, int end)
    {
        var sum = Gradient(0)[start..end];
        foreach (var part in _gradients.Skip(1))
        {
            TensorPrimitives.Add(sum, part.AsSpan(start..end), sum);
            part.AsSpan(start..end).Clear();
        }
        return SumOfSquares(sum);
    }

    /// <summary>
    /// Sums squares in 64 bits and in a fixed order. The order of <see cref="TensorPrimitives"/>
    /// depends on memory alignment.
    /// </summary>
    internal static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[i..]), out var first, out var second);
            low += first * first;
            high += second * second;
        }
        var sum = Vector.Sum(low + high);
        for (; i < values.Length; i++)
            sum += (double)values[i] * values[i];
        return sum;
    }

    /// <summary>
    /// Initialises the values: normal numbers with each parameter's mean and deviation, determined
    /// by the seed.
    /// </summary>
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

    /// <summary>Returns the memory of the values, valid for the lifetime of the store.</summary>
    public Span<float> Span() => Floats(Values);

    /// <summary>Returns the memory of a contiguous 32-bit tensor.</summary>
    public static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    public void Dispose()
    {
        Rounded?.Dispose();
        foreach (var tensor in _owned)
            tensor.Dispose();
    }

    private static void Add(Tensor gradient, Span<float> sum)
    {
        if (gradient.dtype == ScalarType.BFloat16)
            BFloat16.Add(BFloat16.Of(gradient), sum);
        else
            TensorPrimitives.Add(sum, Floats(gradient), sum);
    }

    private Tensor View(Parameter parameter, long offset, bool trained) =>
        Own(Values.narrow(0, offset, parameter.Count).view(parameter.Shape).detach().requires_grad_(trained));

    private Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }
}
