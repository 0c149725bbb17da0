namespace EmuEdit.Diffusion.Schedulers;

/// <summary>The path of the multistep solvers in lambda = log(alpha / sigma).</summary>
internal abstract class LambdaRun : SchedulerRun
{
    private protected LambdaRun(SchedulerConfig config, NoiseLevel[] levels, double initialScale = 1)
        : base(config, levels[..^1], initialScale) => Levels = levels;

    /// <summary>The noise level at each call, then the one at the end.</summary>
    private protected NoiseLevel[] Levels { get; }

    public override IReadOnlyList<double> Sigmas => [.. Levels.Select(l => l.Sigma / l.Alpha)];

    /// <summary>Computes the noise levels that the class visits.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="time">The timeline of the run.</param>
    /// <param name="repeatsLast">
    /// Whether, with Karras' sigmas, the last sigma is also the end (UniPC of diffusers 0.27).
    /// </param>
    public static NoiseLevel[] Path(SchedulerConfig config, Timeline time, bool repeatsLast = false)
    {
        var timesteps = time.SpacedWithEnd();
        double[] sigmas = [.. timesteps.Select(time.Sigma)];
        if (config.UseKarrasSigmas)
            (sigmas, timesteps) = Rounded(time, time.Karras(time.LargestSigma, time.SmallestSigma));
        else if (config.UseLuLambdas)
            (sigmas, timesteps) = Rounded(time, [.. Enumerable.Range(0, time.Steps).Select(i => Lu(time, i))]);
        var end = config.FinalSigma == FinalSigma.Zero ? 0 : repeatsLast && config.UseKarrasSigmas ? sigmas[^1] : time.SmallestSigma;
        return [.. timesteps.Append(-1).Zip(sigmas.Append(end), Timeline.Level)];
    }

    private protected static double Lambda(NoiseLevel level) => Math.Log(level.Alpha) - Math.Log(level.Sigma);

    private static (double[] Sigmas, double[] Timesteps) Rounded(Timeline time, double[] sigmas) =>
        (sigmas, [.. sigmas.Select(s => Math.Round(time.TimestepOf(s)))]);

    // Evenly spaced in lambda (Lu et al. 2022).
    private static double Lu(Timeline time, int step)
    {
        var (from, to) = (Math.Log(time.LargestSigma), Math.Log(time.SmallestSigma));
        return Math.Exp(from + (time.Steps == 1 ? 0 : (double)step / (time.Steps - 1)) * (to - from));
    }
}

/// <summary>
/// DPMSolverMultistepScheduler and EDMDPMSolverMultistepScheduler: DPM-Solver++ (Lu et al. 2022,
/// "DPM-Solver++") and DPM-Solver (Lu et al. 2022), of order 1 to 3, as ODE or as SDE. DPM-Solver++
/// integrates the clean sample, DPM-Solver the noise.
/// </summary>
internal sealed class DpmSolverRun(SchedulerConfig config, NoiseLevel[] levels, double initialScale = 1)
    : LambdaRun(config, levels, initialScale)
{
    // With fewer steps than this, the last ones have a lower order.
    private const int Few = 15;

    private readonly bool _ofSample = config.AlgorithmType.EndsWith("++", StringComparison.Ordinal), _heun = config.SolverType == "heun";
    private readonly List<float[]> _past = [];

    public override bool DrawsNoise { get; } = config.AlgorithmType.StartsWith("sde", StringComparison.Ordinal);

    public override void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise)
    {
        _past.Insert(0, Integrand(call, prediction, z));
        if (_past.Count > Config.SolverOrder)
            _past.RemoveAt(Config.SolverOrder);
        var (from, to) = (Levels[call], Levels[call + 1]);
        var h = Lambda(to) - Lambda(from);
        // A step to the same sigma has no curve.
        var weights = Weights(call, h == 0 ? 1 : Order(call), h, _ofSample ? to.Alpha : to.Sigma);
        var keep = (_ofSample ? to.Sigma / from.Sigma : to.Alpha / from.Alpha) * (DrawsNoise && _ofSample ? Math.Exp(-h) : 1);
        (double, float[])[] terms = [.. weights.Select((w, i) => (w, _past[i]))];
        if (DrawsNoise)
            terms = [.. terms, (to.Sigma * Math.Sqrt(_ofSample ? 1 - Math.Exp(-2 * h) : Math.Exp(2 * h) - 1), noise.ToArray())];
        Combine(z, keep, terms);
    }

    private float[] Integrand(int call, ReadOnlySpan<float> prediction, ReadOnlySpan<float> z)
    {
        var level = Levels[call];
        // This class thresholds and never clips.
        if (_ofSample)
            return Config.Thresholding ? Bounded(Sample(level, prediction, z)) : Sample(level, prediction, z);
        return Config.Thresholding ? Sum(1 / level.Sigma, z, -level.Alpha / level.Sigma, Bounded(Sample(level, prediction, z)))
            : Noise(level, prediction, z);
    }

    private int Order(int call)
    {
        var (left, few) = (Calls.Count - call, Config.LowerOrderFinal && Calls.Count < Few);
        var last = left == 1 && (Config.EulerAtFinal || few || Config.FinalSigma == FinalSigma.Zero);
        var order = last ? 1 : left == 2 && few ? 2 : Config.SolverOrder;
        return Math.Min(order, _past.Count);
    }

    // The weights of the last integrands: those of the reference's D0, D1 and D2, collected per integrand.
    private double[] Weights(int call, int order, double h, double scale)
    {
        var (d0, d1, d2) = Differences(h, scale);
        if (order == 1)
            return [d0];
        var r0 = (Lambda(Levels[call]) - Lambda(Levels[call - 1])) / h;
        if (order == 2)
            return [d0 + d1 / r0, -d1 / r0];
        // The SDE has no third order, and the third order has no midpoint variant.
        var (_, slope, curve) = Differences(h, scale, heun: true);
        var r1 = (Lambda(Levels[call - 1]) - Lambda(Levels[call - 2])) / h;
        var (first, second) = (slope * (1 + r0 / (r0 + r1)) + curve / (r0 + r1), -slope * r0 / (r0 + r1) - curve / (r0 + r1));
        return [d0 + first / r0, -first / r0 + second / r1, -second / r1];
    }

    private (double, double, double) Differences(double h, double scale, bool? heun = null)
    {
        var bent = heun ?? _heun;
        if (DrawsNoise && _ofSample)
            return (scale * (1 - Math.Exp(-2 * h)), scale * (bent ? (1 - Math.Exp(-2 * h)) / (-2 * h) + 1 : 0.5 * (1 - Math.Exp(-2 * h))),
                0);
        if (DrawsNoise)
            return (-2 * scale * (Math.Exp(h) - 1), -scale * (bent ? 2 * ((Math.Exp(h) - 1) / h - 1) : Math.Exp(h) - 1), 0);
        if (_ofSample)
            return (-scale * (Math.Exp(-h) - 1), scale * (bent ? (Math.Exp(-h) - 1) / h + 1 : -0.5 * (Math.Exp(-h) - 1)),
                -scale * ((Math.Exp(-h) - 1 + h) / (h * h) - 0.5));
        return (-scale * (Math.Exp(h) - 1), -scale * (bent ? (Math.Exp(h) - 1) / h - 1 : 0.5 * (Math.Exp(h) - 1)),
            -scale * ((Math.Exp(h) - 1 - h) / (h * h) - 0.5));
    }
}
