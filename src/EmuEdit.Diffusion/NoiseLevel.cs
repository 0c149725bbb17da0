namespace EmuEdit.Diffusion;

/// <summary>
/// How noisy a latent is: z = alpha * sample + sigma * noise, with alpha squared plus sigma squared = 1. In EDM's classes it is sigma_data
/// squared times alpha squared plus sigma squared that equals 1, and alpha = 1 at the end.
/// </summary>
/// <param name="Timestep">
/// The training timestep that the network receives, a fraction in some schedulers. EDM's classes give log(sigma / alpha) / 4. The end of a
/// run is -1.
/// </param>
/// <param name="Alpha">Share of the sample, 0 to 1; 0 is pure noise (zero SNR).</param>
/// <param name="Sigma">Share of the noise, 0 to 1; 0 is the clean sample.</param>
public readonly record struct NoiseLevel(double Timestep, double Alpha, double Sigma);
