using EmuEdit.Core;

namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// The noise levels that EDM's classes visit (Karras et al. 2022). The reference keeps x = sample +
/// s noise. The network receives z = c_in x with c_in = 1 / sqrt(s^2 + sigma_data^2), which is
/// alpha here, and log(s) / 4 as its timestep. At the end z is x.
/// </summary>
internal static class EdmLevels
{
    /// <summary>Computes the level at each call and at the end: one more than there are steps.</summary>
    /// <param name="config">A configuration of one of EDM's classes.</param>
    /// <param name="steps">Number of steps, 1 to <see cref="SchedulerConfig.TrainTimesteps"/>.</param>
    /// <exception cref="InvalidInputException">The number of steps is out of its range.</exception>
    public static NoiseLevel[] Of(SchedulerConfig config, int steps)
    {
        if (steps < 1 || steps > config.TrainTimesteps)
            throw new InvalidInputException($"{steps} steps", $"1 to {config.TrainTimesteps}");
        var sigmas = Sigmas(config, steps);
        var end = config.FinalSigma == FinalSigma.Zero ? 0 : config.ClassName == "EDMEulerScheduler" ? sigmas[^1] : config.SigmaMin!.Value;
        return [.. sigmas.Select(s => Level(s, config.SigmaData)), new(-1, 1, end)];
    }

    /// <summary>
    /// Computes the factor of the standard normal noise that a run starts with. The reference's x
    /// starts with the deviation sqrt(sigma_max^2 + 1), whatever sigma_data is.
    /// </summary>
    public static double InitialScale(SchedulerConfig config, int steps) =>
        Math.Sqrt(config.SigmaMax!.Value * config.SigmaMax.Value + 1) * Of(config, steps)[0].Alpha;

    private static NoiseLevel Level(double sigma, double sigmaData)
    {
        var scale = 1 / Math.Sqrt(sigma * sigma + sigmaData * sigmaData);
        return new(0.25 * Math.Log(sigma), scale, sigma * scale);
    }

    private static double[] Sigmas(SchedulerConfig config, int steps)
    {
        var (largest, smallest, root) = (config.SigmaMax!.Value, config.SigmaMin!.Value, 1 / config.Rho);
        // Like numpy's spacing: a single value is the first, and exponential counts from the other end.
        if (steps == 1)
            return [config.SigmaSchedule == "exponential" ? smallest : largest];
        return [.. Enumerable.Range(0, steps).Select(i => i == steps - 1 ? smallest : At((double)i / (steps - 1)))];

        double At(double share) => config.SigmaSchedule == "exponential"
            ? Math.Exp(Math.Log(largest) + share * (Math.Log(smallest) - Math.Log(largest)))
            : Math.Pow(Math.Pow(largest, root) + share * (Math.Pow(smallest, root) - Math.Pow(largest, root)), config.Rho);
    }
}
