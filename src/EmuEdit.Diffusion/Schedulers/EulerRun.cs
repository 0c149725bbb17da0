namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// The base of k-diffusion's classes. They work on x = z / alpha and s = sigma / alpha, where dx/ds
/// is the noise (Karras et al. 2022).
/// </summary>
internal abstract class SigmaRun : SchedulerRun
{
    private protected SigmaRun(SchedulerConfig config, (double[] Timesteps, double[] Sigmas) path)
        : base(config, [.. path.Timesteps.Zip(path.Sigmas, Timeline.Level)], Scale(config, path.Sigmas.Max())) => Sigmas = path.Sigmas;

    public override IReadOnlyList<double> Sigmas { get; }

    /// <summary>Computes the timesteps and sigmas that the class visits.</summary>
    public static (double[] Timesteps, double[] Sigmas) Path(SchedulerConfig config, Timeline time)
    {
        var timesteps = time.Spaced(rounded: false);
        double[] sigmas = config.InterpolationType == "log_linear" ? LogLinear(time) : [.. timesteps.Select(time.Sigma)];
        if (config.UseKarrasSigmas)
        {
            sigmas = time.Karras(sigmas[0], sigmas[^1]);
            timesteps = [.. sigmas.Select(time.TimestepOf)];
        }
        // log_linear spaces one sigma more, which is the end.
        var toSmallest = config.FinalSigma == FinalSigma.SigmaMin || config.InterpolationType == "log_linear" && !config.UseKarrasSigmas;
        return (timesteps, [.. sigmas, toSmallest ? time.SmallestSigma : 0]);
    }

    /// <summary>Moves z by a change of x = z / alpha.</summary>
    private protected void Move(int call, Span<float> z, params ReadOnlySpan<(double Weight, float[] Values)> change)
    {
        var (from, to) = (Calls[call].Alpha, Timeline.Level(-1, Sigmas[call + 1]).Alpha);
        (double, float[])[] scaled = [.. change.ToArray().Select(c => (to * c.Weight, c.Values))];
        Combine(z, to / from, scaled);
    }

    private static double[] LogLinear(Timeline time)
    {
        var (from, to) = (Math.Log(time.LargestSigma), Math.Log(time.SmallestSigma));
        return [.. Enumerable.Range(0, time.Steps).Select(i => Math.Exp(from + (to - from) * i / time.Steps))];
    }

    // x starts as noise times the largest sigma; with leading timesteps, as noise of the whole variance.
    private static double Scale(SchedulerConfig config, double largest) =>
        config.TimestepSpacing == TimestepSpacing.Leading ? 1 : Timeline.Level(0, largest).Sigma;
}

/// <summary>EulerDiscreteScheduler: Karras et al. 2022, algorithm 1 without the correction.</summary>
internal sealed class EulerRun(SchedulerConfig config, Timeline time) : SigmaRun(config, Path(config, time))
{
    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise) =>
        Move(call, z, (Sigmas[call + 1] - Sigmas[call], Noise(Calls[call], prediction, z)));
}

/// <summary>EulerAncestralDiscreteScheduler: each step goes too far, and fresh noise makes up for it.</summary>
internal sealed class EulerAncestralRun(SchedulerConfig config, Timeline time) : SigmaRun(config, Path(config, time))
{
    public override bool DrawsNoise => true;

    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        var (from, to) = (Sigmas[call], Sigmas[call + 1]);
        var up = Math.Sqrt(to * to * (from * from - to * to) / (from * from));
        var down = Math.Sqrt(to * to - up * up);
        Move(call, z, (down - from, Noise(Calls[call], prediction, z)), (up, noise.ToArray()));
    }
}

/// <summary>
/// LMSDiscreteScheduler: linear multistep over up to four calls. It integrates the polynomial
/// through them over the step.
/// </summary>
internal sealed class LmsRun(SchedulerConfig config, Timeline time) : SigmaRun(config, Path(config, time))
{
    private const int MaxOrder = 4;

    // Gauss-Legendre points on [-1, 1], each with weight 1: exact for cubics.
    private static readonly double[] s_points = [-0.5773502691896257, 0.5773502691896257];

    private readonly List<float[]> _past = [];

    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        _past.Insert(0, Noise(Calls[call], prediction, z));
        if (_past.Count > MaxOrder)
            _past.RemoveAt(MaxOrder);
        Move(call, z, [.. _past.Select((values, i) => (Weight(call, i), values))]);
    }

    // The integral of the polynomial that is 1 at one of the calls and 0 at the others.
    private double Weight(int call, int which)
    {
        var (middle, half) = ((Sigmas[call + 1] + Sigmas[call]) / 2, (Sigmas[call + 1] - Sigmas[call]) / 2);
        return half * s_points.Sum(p => Enumerable.Range(0, _past.Count).Where(k => k != which)
            .Aggregate(1.0, (product, k) => product * (middle + half * p - Sigmas[call - k]) / (Sigmas[call - which] - Sigmas[call - k])));
    }
}
