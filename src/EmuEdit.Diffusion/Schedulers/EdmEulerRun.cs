namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// EDMEulerScheduler: Karras et al. 2022, algorithm 1 without the correction, for networks with the
/// preconditioning of its table 1.
/// </summary>
internal sealed class EdmEulerRun(SchedulerConfig config, NoiseLevel[] levels)
    : LambdaRun(config, levels, EdmLevels.InitialScale(config, levels.Length - 1))
{
    // x + (s' - s) noise, where x is sample + s noise.
    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        var (from, to) = (Levels[call], Levels[call + 1]);
        Combine(z, 0, (to.Alpha, Sample(from, prediction, z)), (to.Sigma, Noise(from, prediction, z)));
    }
}
