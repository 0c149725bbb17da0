namespace EmuEdit.Diffusion.Schedulers;

/// <summary>Runs a network on a noisy latent.</summary>
/// <param name="z">The noisy latent.</param>
/// <param name="level">The latent's noise level; its timestep may be a fraction.</param>
/// <param name="prediction">Receives the network's raw output; has the length of <paramref name="z"/>.</param>
public delegate void Predictor(ReadOnlySpan<float> z, NoiseLevel level, Span<float> prediction);

/// <summary>
/// One run of one of diffusers' schedulers, from noise to a latent. In all of them, latents are in
/// the form that the network receives, z = alpha sample + sigma noise. Where the reference keeps z
/// / alpha (k-diffusion's and EDM's classes), this is the same run in other coordinates. A run has
/// a state and is used once.
/// </summary>
public abstract class SchedulerRun
{
    private protected SchedulerRun(SchedulerConfig config, IReadOnlyList<NoiseLevel> calls, double initialScale = 1) =>
        (Config, Calls, InitialScale) = (config, calls, initialScale);

    private protected SchedulerConfig Config { get; }

    private double SigmaData => Config.SigmaData;

    /// <summary>
    /// The noise level at each call of the network. Some schedulers make more calls than there are
    /// steps.
    /// </summary>
    public IReadOnlyList<NoiseLevel> Calls { get; }

    /// <summary>Factor of the standard normal noise that a run starts with.</summary>
    public double InitialScale { get; }

    /// <summary>sigma / alpha at each call, and at the end for schedulers that have such a list.</summary>
    public virtual IReadOnlyList<double> Sigmas => [.. Calls.Select(c => c.Sigma / c.Alpha)];

    /// <summary>Whether the run draws noise on its way; then only the same noise gives the same latent.</summary>
    public virtual bool DrawsNoise => false;

    /// <summary>Runs all steps.</summary>
    /// <param name="predict">Called once for each of <see cref="Calls"/>.</param>
    /// <param name="z">In: standard normal noise. Out: the latent at the end.</param>
    /// <param name="callDone">
    /// Receives the number of finished calls after each call; may throw to stop. Null, the default, for none.
    /// </param>
    /// <param name="noise">
    /// Fills a span with standard normal noise; required when <see cref="DrawsNoise"/> is true.
    /// </param>
    public void Run(Predictor predict, Span<float> z, Action<int>? callDone = null, Action<Span<float>>? noise = null)
    {
        ArgumentNullException.ThrowIfNull(predict);
        var (prediction, drawn) = (new float[z.Length], new float[DrawsNoise ? z.Length : 0]);
        for (var i = 0; i < z.Length; i++)
            z[i] *= (float)InitialScale;
        for (var call = 0; call < Calls.Count; call++)
        {
            predict(z, Calls[call], prediction);
            if (DrawsNoise)
                (noise ?? throw new ArgumentNullException(nameof(noise), "this scheduler draws noise"))(drawn);
            Step(call, prediction, z, drawn);
            callDone?.Invoke(call + 1);
        }
    }

    /// <summary>Advances the latent after a call.</summary>
    /// <param name="call">Number of the call, from 0; each exactly once, in order.</param>
    /// <param name="prediction">The network's raw output for <paramref name="z"/>.</param>
    /// <param name="z">In: the latent that the network received. Out: the next latent.</param>
    /// <param name="noise">Standard normal noise when <see cref="DrawsNoise"/> is true, otherwise empty.</param>
    public abstract void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise);

    /// <summary>The clean sample that the prediction implies, not clipped.</summary>
    private protected float[] Sample(NoiseLevel level, ReadOnlySpan<float> prediction, ReadOnlySpan<float> z) =>
        Config.PredictionType switch
        {
            PredictionType.Sample => prediction.ToArray(),
            PredictionType.Velocity => Sum(SigmaData * SigmaData * level.Alpha, z, -SigmaData * level.Sigma, prediction),
            PredictionType.NegatedVelocity => Sum(SigmaData * SigmaData * level.Alpha, z, SigmaData * level.Sigma, prediction),
            _ => Sum(1 / level.Alpha, z, -level.Sigma / level.Alpha, prediction),
        };

    /// <summary>The noise that the prediction implies.</summary>
    private protected float[] Noise(NoiseLevel level, ReadOnlySpan<float> prediction, ReadOnlySpan<float> z) => Config.PredictionType switch
    {
        PredictionType.Epsilon => prediction.ToArray(),
        PredictionType.Velocity => Sum(level.Sigma, z, SigmaData * level.Alpha, prediction),
        PredictionType.NegatedVelocity => Sum(level.Sigma, z, -SigmaData * level.Alpha, prediction),
        _ => Sum(1 / level.Sigma, z, -level.Alpha / level.Sigma, prediction),
    };

    /// <summary>The clean sample, clipped or thresholded (Saharia et al. 2022) as the configuration says.</summary>
    private protected float[] Bounded(float[] sample)
    {
        if (!Config.Thresholding && Config.ClipSampleRange is null)
            return sample;
        var limit = Config.Thresholding
            ? Math.Clamp(Quantile(sample, Config.DynamicThresholdingRatio), 1, Math.Max(1, Config.SampleMaxValue))
            : Config.ClipSampleRange!.Value;
        var scale = Config.Thresholding ? 1 / limit : 1;
        return Array.ConvertAll(sample, x => (float)(Math.Clamp(x, -limit, limit) * scale));
    }

    /// <summary>Computes a x + b y.</summary>
    private protected static float[] Sum(double a, ReadOnlySpan<float> x, double b, ReadOnlySpan<float> y)
    {
        var sum = new float[x.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = (float)(a * x[i] + b * y[i]);
        return sum;
    }

    /// <summary>Replaces z by keep z + the sum of the terms.</summary>
    private protected static void Combine(Span<float> z, double keep, params ReadOnlySpan<(double Weight, float[] Values)> terms)
    {
        for (var i = 0; i < z.Length; i++)
        {
            var sum = keep * z[i];
            foreach (var (weight, values) in terms)
                sum += weight * values[i];
            z[i] = (float)sum;
        }
    }

    // Like torch: interpolates between the two nearest values.
    private static double Quantile(float[] values, double share)
    {
        var sorted = Array.ConvertAll(values, Math.Abs);
        Array.Sort(sorted);
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return sorted[below] + (at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}
