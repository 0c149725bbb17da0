using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Editor;

/// <summary>Measures the magnitude of each coefficient of the block transform over images.</summary>
internal static class LatentStatistics
{
    // Half a grey level, as the deviation of a coefficient on [-1, 1]. Below
    // it, a channel holds only rounding noise, which must not be amplified.
    private const float Floor = 0.5f / 127.5f;

    /// <summary>Standard deviation (about zero) of every channel over input and target images.</summary>
    public static float[] Deviations(EditNetworkOptions network, Func<long, EditSample> samples, int count)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var size = network.ImageSize;
        var pictures = Enumerable
            .Range(0, count)
            .AsParallel()
            .AsOrdered()
            .Select(i => samples(i))
            .SelectMany(s => new[] { s.Input, s.Target })
            .ToArray();
        var planes = new float[pictures.Length * 3 * size * size];
        for (var i = 0; i < pictures.Length; i++)
            EditBatch.Planes(pictures[i], planes.AsSpan(i * 3 * size * size, 3 * size * size));
        var ops = new TorchOps(_ => throw new InvalidOperationException("The transform has no parameters."), TrainingPrecision.Float32);
        var latents = new BlockTransform(network.Patch).Encode(ops, tensor(planes, [pictures.Length, 3, size, size]));
        return [.. latents.Squared().mean([0L, 2, 3]).sqrt().AtLeast(Floor).data<float>()];
    }
}
