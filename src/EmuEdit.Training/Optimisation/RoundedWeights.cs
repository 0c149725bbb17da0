using EmuEdit.Networks;
using EmuEdit.Training.Torch.Fused;
using static TorchSharp.torch;

namespace EmuEdit.Training.Optimisation;

/// <summary>
/// The weights in bfloat16, rounded once per step for all parts of the batch instead of at each
/// use. The channels of a kernel are contiguous in memory, like those of the images, so libtorch
/// reorders nothing. Each part has separate leaves over the same values.
/// </summary>
internal sealed class RoundedWeights : IDisposable
{
    private readonly ParameterStore _weights;
    private readonly Tensor[] _values;
    private readonly Dictionary<Tensor, Tensor>[] _ofLeaf;

    public RoundedWeights(ParameterStore weights)
    {
        using var scope = NewDisposeScope();
        _weights = weights;
        _values = [.. weights.Parameters.Select(p => empty(InMemory(p), ScalarType.BFloat16).DetachFromDisposeScope())];
        Leaves = [.. weights.Leaves.Select(_ => weights.Parameters.Select((p, i) => Leaf(p, _values[i])).ToArray())];
        _ofLeaf =
        [
            .. weights.Leaves.Select(
                (leaves, part) =>
                    weights.Parameters.Select((p, i) => (leaves[p.Name], Leaves[part][i])).ToDictionary(ReferenceEqualityComparer.Instance)
            ),
        ];
    }

    /// <summary>The leaves per part, in the order of the parameters.</summary>
    public IReadOnlyList<Tensor[]> Leaves { get; }

    /// <summary>Returns the rounded tensor for a leaf of the part; null for other tensors.</summary>
    public Tensor? Of(int part, Tensor leaf) => _ofLeaf[part].GetValueOrDefault(leaf);

    /// <summary>Rounds the current weights.</summary>
    public void Refresh() =>
        Parallel.For(
            0,
            _values.Length,
            i =>
            {
                var parameter = _weights.Parameters[i];
                var values = _weights.Span().Slice((int)_weights.Offsets[i], (int)parameter.Count);
                var (from, places) = parameter.Shape is [_, var channels, var height, var width]
                    ? ((int)channels, (int)(height * width))
                    : (values.Length, 1);
                BFloat16.Round(values, BFloat16.Of(_values[i]), from, places);
            }
        );

    public void Dispose()
    {
        foreach (var tensor in Leaves.SelectMany(leaves => leaves).Concat(_values))
            tensor.Dispose();
    }

    private static long[] InMemory(Parameter parameter) =>
        parameter.Shape is [var to, var from, var height, var width] ? [to, height, width, from] : parameter.Shape;

    private static Tensor Leaf(Parameter parameter, Tensor values) =>
        (parameter.Shape.Length == 4 ? values.permute(0, 3, 1, 2) : values.alias()).detach().requires_grad_().DetachFromDisposeScope();
}
