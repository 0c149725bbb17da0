using EmuEdit.Core;

namespace EmuEdit.Diffusion;

/// <summary>Predicts the clean sample of a noisy latent.</summary>
/// <param name="z">The noisy latent.</param>
/// <param name="level">Its noise level.</param>
/// <param name="sample">Filled with the prediction; of the length of <paramref name="z"/>.</param>
public delegate void Denoiser(ReadOnlySpan<float> z, NoiseLevel level, Span<float> sample);

/// <summary>Runs a denoiser from noise to a sample.</summary>
/// <param name="denoise">Predicts the clean sample; called once a step.</param>
/// <param name="levels">The noise levels, from the noisiest to the end; one more than there are steps. The first may be pure noise (alpha 0).</param>
/// <param name="z">In: noise at the first level. Out: the latent at the last level.</param>
/// <param name="stepDone">Called after each step with how many are done; may throw to stop. Null to leave out.</param>
public delegate void Sampler(Denoiser denoise, ReadOnlySpan<NoiseLevel> levels, Span<float> z, Action<int>? stepDone = null);

/// <summary>
/// Deterministic samplers of the probability-flow ODE. All work in (alpha, sigma) and never divide by alpha, so they are exact at
/// zero terminal SNR, where sigma / alpha is infinite.
/// </summary>
public static class Samplers
{
    private static readonly (string Name, Sampler Run)[] s_all = [("ddim", Ddim), ("euler", Euler), ("dpm++2m", DpmSolver2M)];

    /// <summary>The names that <see cref="Named"/> knows: ddim, euler, dpm++2m.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(s => s.Name)];

    /// <summary>The sampler of that name.</summary>
    /// <exception cref="InvalidInputException">No sampler has that name.</exception>
    public static Sampler Named(string name) =>
        s_all.FirstOrDefault(s => s.Name == name).Run
        ?? throw new InvalidInputException($"unknown sampler '{name}'", string.Join(", ", Names), "choose one of these");

    /// <summary>DDIM with eta = 0: Song et al. 2020, "Denoising diffusion implicit models", eq. 12. First order.</summary>
    public static void Ddim(Denoiser denoise, ReadOnlySpan<NoiseLevel> levels, Span<float> z, Action<int>? stepDone = null)
    {
        ArgumentNullException.ThrowIfNull(denoise);
        var sample = new float[z.Length];
        for (var i = 0; i + 1 < levels.Length; i++)
        {
            var (from, to) = (levels[i], levels[i + 1]);
            denoise(z, from, sample);
            var (alpha, inverseSigma) = ((float)from.Alpha, (float)(1 / from.Sigma));
            var (nextAlpha, nextSigma) = ((float)to.Alpha, (float)to.Sigma);
            for (var j = 0; j < z.Length; j++)
            {
                var noise = (z[j] - alpha * sample[j]) * inverseSigma;
                z[j] = nextAlpha * sample[j] + nextSigma * noise;
            }
            stepDone?.Invoke(i + 1);
        }
    }

    /// <summary>
    /// Euler's method on dx/ds = (x - x0) / s with x = z / alpha, s = sigma / alpha: Karras et al. 2022, "Elucidating the design space of diffusion-based
    /// generative models", algorithm 1 without the correction. First order; on one grid it equals <see cref="Ddim"/> but for rounding.
    /// </summary>
    public static void Euler(Denoiser denoise, ReadOnlySpan<NoiseLevel> levels, Span<float> z, Action<int>? stepDone = null)
    {
        ArgumentNullException.ThrowIfNull(denoise);
        var sample = new float[z.Length];
        for (var i = 0; i + 1 < levels.Length; i++)
        {
            var (from, to) = (levels[i], levels[i + 1]);
            denoise(z, from, sample);
            // x' = x + (s' - s) (x - x0) / s, multiplied by alpha': the infinite s of pure noise cancels.
            var keep = (float)(to.Sigma / from.Sigma);
            var pull = (float)(to.Alpha - from.Alpha * to.Sigma / from.Sigma);
            for (var j = 0; j < z.Length; j++)
                z[j] = keep * z[j] + pull * sample[j];
            stepDone?.Invoke(i + 1);
        }
    }

    /// <summary>
    /// DPM-Solver++(2M): Lu et al. 2022, "DPM-Solver++: fast solver for guided sampling of diffusion probabilistic models", algorithm 2. Second order.
    /// A step whose size, or whose predecessor's, is infinite in lambda = log(alpha / sigma) (from pure noise, to the clean sample) is of first order.
    /// </summary>
    public static void DpmSolver2M(Denoiser denoise, ReadOnlySpan<NoiseLevel> levels, Span<float> z, Action<int>? stepDone = null)
    {
        ArgumentNullException.ThrowIfNull(denoise);
        var (sample, previous) = (new float[z.Length], new float[z.Length]);
        var previousStep = double.PositiveInfinity;
        for (var i = 0; i + 1 < levels.Length; i++)
        {
            var (from, to) = (levels[i], levels[i + 1]);
            denoise(z, from, sample);
            var step = Lambda(to) - Lambda(from);
            // 1 / (2 r) with r = previous step / step: how far the two predictions are extrapolated to the middle of the step.
            var extrapolation = double.IsFinite(step) ? (float)(step / (2 * previousStep)) : 0;
            var keep = (float)(to.Sigma / from.Sigma);
            var pull = (float)(to.Alpha - from.Alpha * to.Sigma / from.Sigma);
            for (var j = 0; j < z.Length; j++)
                z[j] = keep * z[j] + pull * (sample[j] + extrapolation * (sample[j] - previous[j]));
            (sample, previous, previousStep) = (previous, sample, step);
            stepDone?.Invoke(i + 1);
        }
    }

    private static double Lambda(NoiseLevel level) => Math.Log(level.Alpha / level.Sigma);
}
