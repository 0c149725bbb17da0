namespace EmuEdit.Diffusion.Tests;

/// <summary>
/// The samplers of Karras et al. 2022 and Lu et al. 2022 (DPM-Solver++) on x = sample + s noise, in
/// double precision, written down from the papers and not from what is tested.
/// </summary>
internal sealed record EdmReference(double SigmaMin, double SigmaMax, double SigmaData, double Sign)
{
    public double Rho { get; init; } = 7;

    public bool Exponential { get; init; }

    public bool EndsAtSmallest { get; init; }

    /// <summary>
    /// Noise levels from the largest, and the end: Karras et al. 2022, eq. 5, or evenly in the
    /// logarithm.
    /// </summary>
    public double[] Sigmas(int steps)
    {
        var sigmas = new List<double>();
        for (var i = 0; i < steps; i++)
        {
            var t = i / (steps - 1.0);
            sigmas.Add(Exponential
                ? SigmaMax * Math.Pow(SigmaMin / SigmaMax, t)
                : Math.Pow((1 - t) * Math.Pow(SigmaMax, 1 / Rho) + t * Math.Pow(SigmaMin, 1 / Rho), Rho));
        }
        return [.. sigmas, EndsAtSmallest ? SigmaMin : 0];
    }

    /// <summary>
    /// What a network is given and told, and the sample that it means: eq. 7 with table 1's c_in,
    /// c_noise, c_skip and c_out.
    /// </summary>
    public double[] Denoise(double[] x, double s)
    {
        var variance = s * s + SigmaData * SigmaData;
        var f = Network([.. x.Select(v => v / Math.Sqrt(variance))], Math.Log(s) / 4);
        return [.. x.Zip(f, (v, p) => SigmaData * SigmaData / variance * v + Sign * s * SigmaData / Math.Sqrt(variance) * p)];
    }

    /// <summary>Any smooth function will do.</summary>
    public static double[] Network(double[] z, double told) =>
        [.. z.Select((v, i) => 0.7 * Math.Sin(1.3 * v + told) + 0.2 * z[(i + 1) % z.Length] - 0.1 * told)];

    /// <summary>x after each step of Euler's method.</summary>
    public List<double[]> Euler(double[] noise, int steps)
    {
        var (sigmas, path) = (Sigmas(steps), new List<double[]>());
        var x = Start(noise);
        for (var i = 0; i < steps; i++)
        {
            var sample = Denoise(x, sigmas[i]);
            for (var k = 0; k < x.Length; k++)
                x[k] += (x[k] - sample[k]) / sigmas[i] * (sigmas[i + 1] - sigmas[i]);
            path.Add([.. x]);
        }
        return path;
    }

    /// <summary>
    /// x after each step of DPM-Solver++ as a multistep of two, midpoint, the first and the last of
    /// one; with noise as the SDE.
    /// </summary>
    public List<double[]> TwoSteps(double[] noise, int steps, bool sde, Func<int, double[]> drawn, Func<double[], double[]>? bounded = null)
    {
        var (sigmas, path, before) = (Sigmas(steps), new List<double[]>(), Array.Empty<double>());
        var x = Start(noise);
        for (var i = 0; i < steps; i++)
        {
            var sample = Denoise(x, sigmas[i]);
            sample = bounded?.Invoke(sample) ?? sample;
            var h = -Math.Log(sigmas[i + 1]) + Math.Log(sigmas[i]);
            var slope = new double[x.Length];
            if (i > 0 && i < steps - 1)
                slope = [.. sample.Zip(before, (a, b) => (a - b) / (Math.Log(sigmas[i - 1] / sigmas[i]) / h))];
            var (keep, gain) = sde
                ? (sigmas[i + 1] / sigmas[i] * Math.Exp(-h), 1 - Math.Exp(-2 * h))
                : (sigmas[i + 1] / sigmas[i], 1 - Math.Exp(-h));
            var added = sde ? sigmas[i + 1] * Math.Sqrt(Math.Max(gain, 0)) : 0;
            var e = drawn(i);
            for (var k = 0; k < x.Length; k++)
                x[k] = keep * x[k] + gain * (sample[k] + slope[k] / 2) + added * e[k];
            before = sample;
            path.Add([.. x]);
        }
        return path;
    }

    private double[] Start(double[] noise) => [.. noise.Select(n => n * Math.Sqrt(SigmaMax * SigmaMax + 1))];
}
