namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// DDIMScheduler with eta = 0: Song et al. 2020, eq. 12. A step goes back by N / steps timesteps,
/// wherever the next call is.
/// </summary>
internal sealed class DdimRun(SchedulerConfig config, Timeline time)
    : SchedulerRun(config, [.. time.Spaced(rounded: true).Select(t => time[(int)t])])
{
    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        var from = Calls[call];
        var to = time[(int)from.Timestep - time.Stride];
        // The direction comes from the network's own prediction, whether or not the sample is clipped.
        var (sample, direction) = (Bounded(Sample(from, prediction, z)), Noise(from, prediction, z));
        Combine(z, 0, (to.Alpha, sample), (to.Sigma, direction));
    }
}

/// <summary>
/// DDPMScheduler: Ho et al. 2020, eq. 7, with the variance of eq. 6 (fixed_small) or beta itself
/// (fixed_large).
/// </summary>
internal sealed class DdpmRun(SchedulerConfig config, Timeline time)
    : SchedulerRun(config, [.. time.Spaced(rounded: true).Select(t => time[(int)t])])
{
    public override bool DrawsNoise => true;

    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        var from = Calls[call];
        var timestep = (int)from.Timestep;
        // This class ends at the clean sample, whatever set_alpha_to_one is.
        var to = timestep - time.Stride >= 0 ? time[timestep - time.Stride] : new(-1, 1, 0);
        var (alpha, sigma, toSigma) = (from.Alpha * from.Alpha / (to.Alpha * to.Alpha), from.Sigma * from.Sigma, to.Sigma * to.Sigma);
        var beta = 1 - alpha;
        var variance = timestep == 0 ? 0 : Config.VarianceType == "fixed_large" ? beta : Math.Max(toSigma / sigma * beta, 1e-20);
        var sample = Bounded(Sample(from, prediction, z));
        Combine(z, Math.Sqrt(alpha) * toSigma / sigma, (to.Alpha * beta / sigma, sample), (Math.Sqrt(variance), noise.ToArray()));
    }
}
