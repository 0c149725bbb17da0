using EmuEdit.Diffusion;

namespace EmuEdit.Training.Networks;

/// <summary>The noise schedule of training by timestep, as networks and losses look it up.</summary>
internal static class NoiseTables
{
    private static readonly NoiseSchedule Schedule = new(EditModel.Schedule);

    public static float[] Alphas { get; } = Table(level => level.Alpha);

    public static float[] Sigmas { get; } = Table(level => level.Sigma);

    public static float[] MinusSigmas { get; } = Table(level => -level.Sigma);

    private static float[] Table(Func<NoiseLevel, double> value) => [.. Enumerable.Range(0, Schedule.Config.TrainTimesteps).Select(t => (float)value(Schedule[t]))];
}
