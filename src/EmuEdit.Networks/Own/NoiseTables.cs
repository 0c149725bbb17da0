using EmuEdit.Diffusion;

namespace EmuEdit.Networks;

/// <summary>The noise schedule of training by timestep, as networks and losses look it up.</summary>
internal static class NoiseTables
{
    private static readonly NoiseSchedule Schedule = new(EditModel.Schedule);

    public static float[] Alphas { get; } = Table(level => level.Alpha);

    public static float[] Sigmas { get; } = Table(level => level.Sigma);

    /// <summary>
    /// How much of a noisy latent is in the clean one, as the best linear estimate for latents that deviate by <see cref="Known"/> from
    /// what a caption tells of them, and how much of the change that the network says comes to it: all at the last timestep, and less as
    /// there is less to change (Karras et al. 2022, table 1, in alpha and sigma; but for a factor).
    /// </summary>
    public static float[] Skips { get; } = Table(level => Known * Known * level.Alpha / Variance(level));

    /// <inheritdoc cref="Skips"/>
    public static float[] Shares { get; } = Table(level => level.Sigma / Math.Sqrt(Variance(level)));

    // At 1, the deviation without a caption, the network has to pass noise on (docs/training.md). Other values were not tried.
    private const double Known = 0.3;

    private static double Variance(NoiseLevel level) => Known * Known * level.Alpha * level.Alpha + level.Sigma * level.Sigma;

    private static float[] Table(Func<NoiseLevel, double> value) => [.. Enumerable.Range(0, Schedule.Config.TrainTimesteps).Select(t => (float)value(Schedule[t]))];
}
