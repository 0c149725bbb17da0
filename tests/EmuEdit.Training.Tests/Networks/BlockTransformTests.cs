using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Tests.Networks;

public class BlockTransformTests : TorchTests
{
    private readonly TorchOps _ops = new RandomWeights().Torch();

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    public void Decode_OfEncoded_IsThePicture(int size)
    {
        var patch = size / 16;
        var transform = new BlockTransform(patch, [.. Enumerable.Range(1, 3 * patch * patch).Select(i => 0.01f * i)]);
        var picture = tensor(new CounterRandom(1).Gaussians(3 * size * size), [1, 3, size, size]);
        var back = transform.Decode(_ops, transform.Encode(_ops, picture));
        // A grey level is 1/127.5; the rest is rounding.
        Assert.Equal(0, back.Minus(picture).abs().max().item<float>(), 1e-5f);
    }

    [Fact]
    public void Encode_WithoutDeviations_KeepsTheNorm()
    {
        var picture = tensor(new CounterRandom(1).Gaussians(3 * 64 * 64), [1, 3, 64, 64]);
        var latent = new BlockTransform(4).Encode(_ops, picture);
        Assert.Equal(picture.norm().item<float>(), latent.norm().item<float>(), 1e-3f);
    }

    [Fact]
    public void Encode_OfOneGrey_FillsTheFirstChannelAlone()
    {
        var latent = new BlockTransform(4)
            .Encode(_ops, Arithmetic.Filled([1, 3, 64, 64], 0.5, ScalarType.Float32))
            .abs()
            .amax([0L, 2, 3])
            .data<float>()
            .ToArray();
        Assert.Equal(0.5f * 4 * MathF.Sqrt(3), latent[0], 1e-5f);
        Assert.All(latent.Skip(1), c => Assert.Equal(0, c, 1e-5f));
    }
}
