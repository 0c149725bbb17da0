using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>
/// Converts a network's prediction to the clean sample, so that samplers need not know what the
/// network predicts.
/// </summary>
/// <param name="type">What the network predicts.</param>
/// <param name="clipRange">Half the range that the sample is clipped to; null, the default, for no clipping.</param>
/// <param name="sigmaData">See <see cref="SchedulerConfig.SigmaData"/>.</param>
public sealed class Parameterisation(PredictionType type, double? clipRange = null, double sigmaData = 1)
{
    /// <summary>Creates the parameterisation of a configuration.</summary>
    public static Parameterisation Of(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.PredictionType, config.ClipSampleRange, config.SigmaData);
    }

    /// <summary>Computes the predicted clean sample: x0 = a * z + b * prediction, then clipped.</summary>
    /// <param name="z">The noisy latent that the network received.</param>
    /// <param name="level">The latent's noise level.</param>
    /// <param name="prediction">
    /// In: the network's output. Out: the clean sample. Has the length of <paramref name="z"/>.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// The network predicts noise and the level is pure noise, so the sample cannot be computed.
    /// </exception>
    public void ToSample(ReadOnlySpan<float> z, NoiseLevel level, Span<float> prediction)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(prediction.Length, z.Length);
        var (a, b) = Coefficients(level);
        var limit = (float)(clipRange ?? double.PositiveInfinity);
        for (var i = 0; i < prediction.Length; i++)
            prediction[i] = Math.Clamp(a * z[i] + b * prediction[i], -limit, limit);
    }

    private (float A, float B) Coefficients(NoiseLevel level) =>
        type switch
        {
            PredictionType.Sample => (0, 1),
            PredictionType.Velocity => ((float)(sigmaData * sigmaData * level.Alpha), (float)(-sigmaData * level.Sigma)),
            PredictionType.NegatedVelocity => ((float)(sigmaData * sigmaData * level.Alpha), (float)(sigmaData * level.Sigma)),
            _ when level.Alpha > 0 => ((float)(1 / level.Alpha), (float)(-level.Sigma / level.Alpha)),
            _ => throw new InvalidInputException(
                "a noise prediction at a timestep of pure noise",
                "a prediction of v or of the sample there",
                "use timestep_spacing 'leading'"
            ),
        };
}
