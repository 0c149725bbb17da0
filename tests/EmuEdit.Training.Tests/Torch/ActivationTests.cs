using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using EmuEdit.Training.Torch.Fused;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Networks;

/// <summary>The fused activation against the operations it stands for, in 32 bits.</summary>
public class ActivationTests : TorchTests
{
    private const int Samples = 3, Channels = 64, Side = 5, Groups = 16;

    // Half of a unit in the last place of bfloat16, which has 8 bits, and a little for the gradient
    // of what was rounded; of 32 bits some units.
    private static float Tolerance(ScalarType type) => type == ScalarType.BFloat16 ? 0.004f : 2e-6f;

    [Theory]
    [InlineData(false, false, 1, ScalarType.BFloat16)]
    [InlineData(false, true, 1, ScalarType.BFloat16)]
    [InlineData(true, false, 1, ScalarType.BFloat16)]
    [InlineData(true, true, 1, ScalarType.BFloat16)]
    [InlineData(true, true, 2, ScalarType.BFloat16)]
    [InlineData(false, false, 1, ScalarType.Float32)]
    [InlineData(false, true, 1, ScalarType.Float32)]
    [InlineData(true, false, 1, ScalarType.Float32)]
    [InlineData(true, true, 1, ScalarType.Float32)]
    [InlineData(true, true, 2, ScalarType.Float32)]
    public void Of_WithAndWithoutItsParts_IsWhatTheyComposeTo(bool normalised, bool modulated, int threads, ScalarType type)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        var (fused, composed) = (Run(normalised, modulated, type, fused: true), Run(normalised, modulated, type, fused: false));
        set_num_threads(before);
        Assert.Equal(composed.Length, fused.Length);
        Assert.All(
            fused.Zip(composed),
            pair =>
                Assert.InRange(pair.First.Minus(pair.Second).norm().item<float>() / pair.Second.norm().item<float>(), 0, Tolerance(type))
        );
    }

    [Fact]
    public void Takes_WhatFillsNoRegister_IsFalse()
    {
        Assert.True(FusedActivation.Takes(Noise(0, 1, 32, 2, 2).to(ScalarType.BFloat16)));
        Assert.False(FusedActivation.Takes(Noise(0, 1, 48, 2, 2).to(ScalarType.BFloat16)));
        Assert.True(FusedActivation.Takes(Noise(0, 1, 32, 2, 2)));
        Assert.False(FusedActivation.Takes(Noise(0, 1, 32, 2, 2).to(ScalarType.Float64)));
    }

    // The result, then the gradient by each tensor that is given.
    private static Tensor[] Run(bool normalised, bool modulated, ScalarType type, bool fused)
    {
        var x = Noise(1, Samples, Channels, Side, Side).Times(3).Plus(0.5).to(type).to(fused ? type : ScalarType.Float32).requires_grad_();
        var (weight, bias) = (Noise(2, Channels).Plus(1).requires_grad_(), Noise(3, Channels).requires_grad_());
        var modulation = Noise(4, Samples, 2 * Channels, 1, 1).requires_grad_();
        (Tensor, Tensor, int)? norm = normalised ? (weight, bias, Groups) : null;
        var y = fused
            ? FusedActivation.Of(x, norm, modulated ? modulation : null)
            : Composed.Activate(
                new TorchOps(_ => throw new InvalidOperationException(), TrainingPrecision.Float32),
                x,
                Channels,
                norm,
                modulated ? modulation : null
            );
        (y.to(ScalarType.Float32) * Noise(5, Samples, Channels, Side, Side)).sum().backward();
        return [.. new[] { y, x.grad, weight.grad, bias.grad, modulation.grad }.OfType<Tensor>().Select(t => t.to(ScalarType.Float32))];
    }

    private static Tensor Noise(int stream, params long[] shape) =>
        tensor(new CounterRandom(6, 0, stream).Gaussians((int)shape.Aggregate(1L, (a, b) => a * b)), shape);
}
