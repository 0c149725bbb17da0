using EmuEdit.Diffusion;

namespace EmuEdit.Networks;

/// <summary>Tables of the training noise schedule by timestep, for networks and losses.</summary>
public static class NoiseTables
{
    private static readonly NoiseSchedule Schedule = new(EditModel.Schedule);

    /// <summary>The share alpha of the clean latent in the noisy one, per timestep.</summary>
    public static float[] Alphas { get; } = Table(level => level.Alpha);

    /// <summary>The share sigma of the noise in the noisy latent, per timestep.</summary>
    public static float[] Sigmas { get; } = Table(level => level.Sigma);

    /// <summary>
    /// The share of a noisy latent in the estimate of the clean one. It is the best linear estimate
    /// for latents whose deviation is <see cref="Known"/> once a caption is known.
    /// <see cref="Shares"/> is the share of the network's predicted change that is added to it: all
    /// of it at the last timestep, and less as there is less to change (Karras et al. 2022, table
    /// 1, in alpha and sigma; except for a factor).
    /// </summary>
    public static float[] Skips { get; } = Table(level => Known * Known * level.Alpha / Variance(level));

    /// <inheritdoc cref="Skips"/>
    public static float[] Shares { get; } = Table(level => level.Sigma / Math.Sqrt(Variance(level)));

    // At 1, the deviation without a caption, the network would have to pass noise on
    // (docs/training.md). Other values were not tried.
    private const double Known = 0.3;

    private static double Variance(NoiseLevel level) => Known * Known * level.Alpha * level.Alpha + level.Sigma * level.Sigma;

    private static float[] Table(Func<NoiseLevel, double> value) =>
        [.. Enumerable.Range(0, Schedule.Config.TrainTimesteps).Select(t => (float)value(Schedule[t]))];
}
