namespace EmuEdit.Diffusion.Schedulers;

/// <summary>Tells what a network predicts of a noisy latent.</summary>
/// <param name="z">The noisy latent.</param>
/// <param name="level">Its noise level; the timestep may be a fraction.</param>
/// <param name="prediction">Filled with what the network gives, as it gives it; of the length of <paramref name="z"/>.</param>
public delegate void Predictor(ReadOnlySpan<float> z, NoiseLevel level, Span<float> prediction);

/// <summary>
/// One run of one of diffusers' schedulers, from noise to a latent. Latents are what the network is given in all of them, z = alpha sample
/// + sigma noise; where the reference keeps z / alpha (the classes of k-diffusion and of EDM), it is the same run in other coordinates. A
/// run has a memory and is used once.
/// </summary>
public abstract class SchedulerRun
{
    private protected SchedulerRun(SchedulerConfig config, IReadOnlyList<NoiseLevel> calls, double initialScale = 1) =>
        (Config, Calls, InitialScale) = (config, calls, initialScale);

    private protected SchedulerConfig Config { get; }

    private double SigmaData => Config.SigmaData;

    /// <summary>The noise level at each call of the network; some schedulers call it more often than there are steps.</summary>
    public IReadOnlyList<NoiseLevel> Calls { get; }

    /// <summary>What standard normal noise is multiplied by to begin with.</summary>
    public double InitialScale { get; }

    /// <summary>sigma / alpha at each call, and at the end where the scheduler has such a list.</summary>
    public virtual IReadOnlyList<double> Sigmas => [.. Calls.Select(c => c.Sigma / c.Alpha)];

    /// <summary>Whether it draws noise on its way, so that only the same noise gives the same latent.</summary>
    public virtual bool DrawsNoise => false;

    /// <summary>Goes all the way.</summary>
    /// <param name="predict">Called once for each of <see cref="Calls"/>.</param>
    /// <param name="z">In: standard normal noise. Out: the latent at the end.</param>
    /// <param name="callDone">Told after each call how many are done; may throw to stop. Null to leave out.</param>
    /// <param name="noise">Fills a span with standard normal noise; needed where <see cref="DrawsNoise"/>.</param>
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

    /// <summary>Moves on after a call.</summary>
    /// <param name="call">Which, from 0; each once, in order.</param>
    /// <param name="prediction">What the network gave for <paramref name="z"/>, as it gave it.</param>
    /// <param name="z">In: the latent that the network was given. Out: the next.</param>
    /// <param name="noise">Standard normal noise where <see cref="DrawsNoise"/>; else empty.</param>
    public abstract void Step(int call, ReadOnlySpan<float> prediction, Span<float> z, ReadOnlySpan<float> noise);

    /// <summary>What the prediction says of the clean sample, not clipped.</summary>
    private protected float[] Sample(NoiseLevel level, ReadOnlySpan<float> prediction, ReadOnlySpan<float> z) =>
        Config.PredictionType switch
        {
            PredictionType.Sample => prediction.ToArray(),
            PredictionType.Velocity => Sum(SigmaData * SigmaData * level.Alpha, z, -SigmaData * level.Sigma, prediction),
            PredictionType.NegatedVelocity => Sum(SigmaData * SigmaData * level.Alpha, z, SigmaData * level.Sigma, prediction),
            _ => Sum(1 / level.Alpha, z, -level.Sigma / level.Alpha, prediction),
        };

    /// <summary>What the prediction says of the noise.</summary>
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

    /// <summary>a x + b y.</summary>
    private protected static float[] Sum(double a, ReadOnlySpan<float> x, double b, ReadOnlySpan<float> y)
    {
        var sum = new float[x.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = (float)(a * x[i] + b * y[i]);
        return sum;
    }

    /// <summary>z becomes keep z + the sum of the terms.</summary>
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

    // As torch interpolates between the two nearest.
    private static double Quantile(float[] values, double share)
    {
        var sorted = Array.ConvertAll(values, Math.Abs);
        Array.Sort(sorted);
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return sorted[below] + (at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}
