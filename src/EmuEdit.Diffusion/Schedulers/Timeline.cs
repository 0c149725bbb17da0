using EmuEdit.Core;

namespace EmuEdit.Diffusion.Schedulers;

/// <summary>
/// The timesteps and noise levels that diffusers' schedulers visit. Rounding is to even, and ranges
/// are made as numpy makes them, so that both visit the same.
/// </summary>
internal sealed class Timeline
{
    // diffusers uses this as the last alpha-bar when betas are rescaled to zero terminal SNR and a
    // class needs a finite sigma: the smallest 16-bit float.
    private static readonly double s_almostNothing = Math.Pow(2, -24);

    private readonly SchedulerConfig _config;
    private readonly double[] _alphasCumprod, _sigmas;

    public Timeline(SchedulerConfig config, int steps, bool finite)
    {
        (_config, Steps) = (config, steps);
        if (steps < 1 || steps > config.TrainTimesteps)
            throw new InvalidInputException($"{steps} steps", $"1 to {config.TrainTimesteps}");
        _alphasCumprod = [.. new NoiseSchedule(config).AlphasCumprod];
        if (finite && config.RescaleBetasZeroSnr)
            _alphasCumprod[^1] = s_almostNothing;
        _sigmas = [.. _alphasCumprod.Select(a => Math.Sqrt((1 - a) / a))];
    }

    /// <summary>Number of steps that were asked for.</summary>
    public int Steps { get; }

    /// <summary>Number of timesteps between two calls when they are evenly spaced.</summary>
    public int Stride => _config.TrainTimesteps / Steps;

    /// <summary>sigma / alpha of the first training timestep, the least noisy.</summary>
    public double SmallestSigma => _sigmas[0];

    /// <summary>
    /// The noise level of a training timestep. Before the first it is the end of a run, at the
    /// clean sample or at the first timestep.
    /// </summary>
    public NoiseLevel this[int timestep] =>
        timestep >= 0 ? new(timestep, Math.Sqrt(_alphasCumprod[timestep]), Math.Sqrt(1 - _alphasCumprod[timestep]))
        : _config.SetAlphaToOne ? new(-1, 1, 0) : this[0] with { Timestep = -1 };

    /// <summary>
    /// Timesteps as most classes space them, from the noisiest, rounded or (in k-diffusion's
    /// classes) not.
    /// </summary>
    public double[] Spaced(bool rounded)
    {
        var n = _config.TrainTimesteps;
        return _config.TimestepSpacing switch
        {
            TimestepSpacing.Leading => [.. Enumerable.Range(0, Steps)
                .Select(i => (double)Math.Min((Steps - 1 - i) * Stride + _config.StepsOffset, n - 1))],
            TimestepSpacing.Trailing => Trailing(n),
            _ => [.. Enumerable.Range(0, Steps).Select(i => Steps == 1 ? 0 : (Steps - 1 - i) * ((n - 1.0) / (Steps - 1)))
                .Select(t => rounded ? Math.Round(t) : (double)(float)t)],
        };
    }

    /// <summary>
    /// Timesteps as DPM-Solver's classes space them: one more is spaced, and the last one is not
    /// visited.
    /// </summary>
    public double[] SpacedWithEnd()
    {
        var last = _config.TrainTimesteps - Clipped();
        return _config.TimestepSpacing switch
        {
            TimestepSpacing.Leading => [.. Enumerable.Range(0, Steps)
                .Select(i => (double)Math.Min((Steps - i) * (last / (Steps + 1)) + _config.StepsOffset, _config.TrainTimesteps - 1))],
            TimestepSpacing.Trailing => Trailing(last),
            _ => [.. Enumerable.Range(0, Steps).Select(i => Math.Round((Steps - i) * ((last - 1.0) / Steps)))],
        };
    }

    /// <summary>Computes sigma / alpha at a timestep that may be a fraction.</summary>
    public double Sigma(double timestep)
    {
        var low = Math.Clamp((int)timestep, 0, _sigmas.Length - 1);
        var high = Math.Min(low + 1, _sigmas.Length - 1);
        return _sigmas[low] + (timestep - low) * (_sigmas[high] - _sigmas[low]);
    }

    /// <summary>Finds the timestep of a sigma / alpha, linear in its logarithm between neighbours.</summary>
    public double TimestepOf(double sigma)
    {
        var log = Math.Log(Math.Max(sigma, 1e-10));
        var low = Math.Clamp(Array.FindLastIndex(_sigmas, s => Math.Log(s) <= log), 0, _sigmas.Length - 2);
        var (a, b) = (Math.Log(_sigmas[low]), Math.Log(_sigmas[low + 1]));
        var share = Math.Clamp((a - log) / (a - b), 0, 1);
        return (1 - share) * low + share * (low + 1);
    }

    /// <summary>
    /// Spaces sigmas from the largest to the smallest evenly in their seventh root: Karras et al.
    /// 2022, eq. 5.
    /// </summary>
    public double[] Karras(double largest, double smallest)
    {
        const double rho = 7;
        var (from, to) = (Math.Pow(_config.SigmaMax ?? largest, 1 / rho), Math.Pow(_config.SigmaMin ?? smallest, 1 / rho));
        return [.. Enumerable.Range(0, Steps).Select(i => Math.Pow(from + (Steps == 1 ? 0 : (double)i / (Steps - 1)) * (to - from), rho))];
    }

    /// <summary>The largest sigma / alpha of training.</summary>
    public double LargestSigma => _sigmas[^1];

    /// <summary>Makes the noise level of a timestep and a sigma / alpha.</summary>
    public static NoiseLevel Level(double timestep, double sigma) =>
        new(timestep, 1 / Math.Sqrt(sigma * sigma + 1), sigma / Math.Sqrt(sigma * sigma + 1));

    private double[] Trailing(int last)
    {
        var stride = (double)_config.TrainTimesteps / Steps;
        var count = (int)Math.Ceiling(last / stride);
        return [.. Enumerable.Range(0, count).Select(i => Math.Round(last - i * stride) - 1)];
    }

    // Counts the timesteps at the noisy end whose log(alpha / sigma) is below the limit.
    private int Clipped() => _sigmas.Count(s => -Math.Log(s) < _config.LambdaMinClipped);
}
