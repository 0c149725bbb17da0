using EmuEdit.Core;

namespace EmuEdit.Diffusion.Tests;

public sealed class ParameterisationTests
{
    private static readonly NoiseLevel s_level = new(500, 0.6, 0.8);

    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.Velocity)]
    [InlineData(PredictionType.Sample)]
    public void ToSample_ExactPrediction_ReturnsTheSample(PredictionType type)
    {
        var (sample, noise) = (new CounterRandom(1).Gaussians(30), new CounterRandom(2).Gaussians(30));
        var z = sample.Zip(noise, (x, e) => 0.6f * x + 0.8f * e).ToArray();
        var prediction = type switch
        {
            PredictionType.Epsilon => noise,
            PredictionType.Velocity => [.. sample.Zip(noise, (x, e) => 0.6f * e - 0.8f * x)],
            _ => (float[])sample.Clone(),
        };
        new Parameterisation(type).ToSample(z, s_level, prediction);
        Assert.Equal(sample, prediction, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void ToSample_WithAClipRange_StaysInIt()
    {
        float[] prediction = [-3, 0.5f, 3];
        new Parameterisation(PredictionType.Sample, 1).ToSample(new float[3], s_level, prediction);
        Assert.Equal([-1, 0.5f, 1], prediction);
    }

    [Fact]
    public void ToSample_NoisePredictionOfPureNoise_IsRefused() =>
        Assert.Throws<InvalidInputException>(() =>
            new Parameterisation(PredictionType.Epsilon).ToSample(new float[1], new(999, 0, 1), new float[1])
        );
}
