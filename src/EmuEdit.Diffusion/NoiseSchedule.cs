using EmuEdit.Core;
using EmuEdit.Diffusion.Schedulers;

namespace EmuEdit.Diffusion;

/// <summary>
/// How noisy a latent is: z = alpha * sample + sigma * noise, with alpha squared plus sigma squared
/// = 1. In EDM's classes it is sigma_data squared times alpha squared plus sigma squared that
/// equals 1, and alpha = 1 at the end.
/// </summary>
/// <param name="Timestep">
/// The training timestep that the network receives, a fraction in some schedulers. EDM's classes
/// give log(sigma / alpha) / 4. The end of a run is -1.
/// </param>
/// <param name="Alpha">Share of the sample, 0 to 1; 0 is pure noise (zero SNR).</param>
/// <param name="Sigma">Share of the noise, 0 to 1; 0 is the clean sample.</param>
public readonly record struct NoiseLevel(double Timestep, double Alpha, double Sigma);

/// <summary>
/// A variance-preserving noise schedule (Ho et al. 2020): the noise level of each training
/// timestep, and the timesteps that a run visits.
/// </summary>
public sealed class NoiseSchedule
{
    private readonly double[] _alphasCumprod;

    /// <summary>Creates the schedule of a configuration.</summary>
    /// <exception cref="InvalidInputException">A value of the configuration is out of its range.</exception>
    public NoiseSchedule(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validated();
        _alphasCumprod = Cumulate(Betas(config));
        if (config.RescaleBetasZeroSnr)
            RescaleToZeroTerminalSnr(_alphasCumprod);
    }

    /// <summary>The schedule's configuration.</summary>
    public SchedulerConfig Config { get; }

    /// <summary>
    /// alpha-bar of every training timestep, the square of <see cref="NoiseLevel.Alpha"/>;
    /// decreasing, in [0, 1].
    /// </summary>
    public IReadOnlyList<double> AlphasCumprod => _alphasCumprod;

    /// <summary>The noise level of a training timestep.</summary>
    /// <param name="timestep">The training timestep, 0 to <see cref="SchedulerConfig.TrainTimesteps"/> - 1.</param>
    public NoiseLevel this[int timestep] =>
        new(timestep, Math.Sqrt(_alphasCumprod[timestep]), Math.Sqrt(1 - _alphasCumprod[timestep]));

    /// <summary>
    /// Computes the noise levels of a run, from the noisiest to the end. There are
    /// <paramref name="steps"/> + 1, so step i goes from level i to level i + 1.
    /// </summary>
    /// <param name="steps">Number of steps, 1 to <see cref="SchedulerConfig.TrainTimesteps"/>.</param>
    /// <exception cref="InvalidInputException">The number of steps is out of its range.</exception>
    public NoiseLevel[] Levels(int steps)
    {
        if (steps < 1 || steps > Config.TrainTimesteps)
            throw new InvalidInputException($"{steps} steps", $"1 to {Config.TrainTimesteps}");
        if (Config.IsContinuous)
            return EdmLevels.Of(Config, steps);
        var levels = new NoiseLevel[steps + 1];
        for (var i = 0; i < steps; i++)
            levels[i] = this[Timestep(i, steps)];
        levels[steps] = Config.SetAlphaToOne ? new(-1, 1, 0) : this[0] with { Timestep = -1 };
        return levels;
    }

    // Rounding is to even, and the order of operations is that of numpy in diffusers'
    // DDIMScheduler, so that both visit the same timesteps.
    private int Timestep(int step, int steps)
    {
        var n = Config.TrainTimesteps;
        return Config.TimestepSpacing switch
        {
            TimestepSpacing.Leading => Math.Min((steps - 1 - step) * (n / steps) + Config.StepsOffset, n - 1),
            TimestepSpacing.Trailing => (int)Math.Round(n - step * ((double)n / steps)) - 1,
            _ => steps == 1 ? n - 1 : (int)Math.Round((steps - 1 - step) * ((n - 1.0) / (steps - 1))),
        };
    }

    private static double[] Betas(SchedulerConfig c) => c.BetaSchedule switch
    {
        BetaSchedule.Linear => Linspace(c.BetaStart, c.BetaEnd, c.TrainTimesteps),
        BetaSchedule.ScaledLinear => [.. Linspace(Math.Sqrt(c.BetaStart), Math.Sqrt(c.BetaEnd), c.TrainTimesteps).Select(b => b * b)],
        _ => [.. Enumerable.Range(0, c.TrainTimesteps).Select(t => CosineBeta(t, c.TrainTimesteps))],
    };

    // Nichol and Dhariwal 2021, eq. 17, capped at 0.999.
    private static double CosineBeta(int t, int n) => Math.Min(1 - CosineAlphaBar((t + 1.0) / n) / CosineAlphaBar((double)t / n), 0.999);

    private static double CosineAlphaBar(double u) => Math.Pow(Math.Cos((u + 0.008) / 1.008 * Math.PI / 2), 2);

    private static double[] Linspace(double first, double last, int count) =>
        [.. Enumerable.Range(0, count).Select(i => first + (last - first) * i / (count - 1))];

    private static double[] Cumulate(double[] betas)
    {
        var product = 1.0;
        return [.. betas.Select(beta => product *= 1 - beta)];
    }

    // Lin et al. 2023, "Common diffusion noise schedules and sample steps are flawed", algorithm 1:
    // shift the square roots so that the last is 0, scale them so that the first stays.
    private static void RescaleToZeroTerminalSnr(double[] alphasCumprod)
    {
        var first = Math.Sqrt(alphasCumprod[0]);
        var last = Math.Sqrt(alphasCumprod[^1]);
        for (var t = 0; t < alphasCumprod.Length; t++)
            alphasCumprod[t] = Math.Pow((Math.Sqrt(alphasCumprod[t]) - last) * first / (first - last), 2);
    }
}
