using EmuEdit.Core;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Networks;

public class TorchOpsTests : TorchTests
{
    private const int Side = 64;

    /// <summary>
    /// Channels that do not fill a vector: the gradient must not have what lies behind them in
    /// memory.
    /// </summary>
    [Theory]
    [InlineData(32, 1, 1)]
    [InlineData(32, 7, 1)]
    [InlineData(9, 32, 3)]
    public void Conv2d_OfFewChannelsInMixedPrecision_HasTheGradientOf32Bits(int from, int to, int kernel)
    {
        var (x, weight) = (Noise(1, 4, from, Side, Side), Noise(2, to, from, kernel, kernel));
        var expected = Gradients(x, weight, TrainingPrecision.Float32);
        for (var i = 0; i < 5; i++)
        {
            LeaveNoNumbersInMemory();
            foreach (var (exact, mixed) in expected.Zip(Gradients(x, weight, TrainingPrecision.BFloat16)))
                // bfloat16 has 8 bits.
                Assert.Equal(0, exact.Minus(mixed).norm().item<float>() / exact.norm().item<float>(), 0.01f);
        }
    }

    private static Tensor[] Gradients(Tensor x, Tensor weight, TrainingPrecision precision)
    {
        var ops = new TorchOps(_ => throw new InvalidOperationException(), precision);
        var (input, kernel) = (x.detach().clone().requires_grad_(), weight.detach().clone().requires_grad_());
        var y = ops.Conv2d(input, kernel, padding: (int)weight.shape[^1] / 2);
        y.to(ScalarType.Float32).Squared().mean().backward();
        return [input.grad!, kernel.grad!];
    }

    private static void LeaveNoNumbersInMemory()
    {
        for (var i = 0; i < 8; i++)
        {
            using var tensor = Arithmetic.Filled([1 << (12 + i)], double.NaN, ScalarType.Float32);
        }
    }

    private static Tensor Noise(int stream, params long[] shape) =>
        tensor(new CounterRandom(3, 0, stream).Gaussians((int)shape.Aggregate(1L, (a, b) => a * b)), shape);
}
