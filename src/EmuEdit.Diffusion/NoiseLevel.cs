namespace EmuEdit.Diffusion;

/// <summary>
/// How noisy a latent is: z = alpha * sample + sigma * noise, with alpha squared plus sigma squared = 1; in the classes of EDM sigma_data
/// squared times alpha squared plus sigma squared, and alpha = 1 at the end.
/// </summary>
/// <param name="Timestep">
/// The training timestep the network is told, a fraction in some schedulers; of EDM's log(sigma / alpha) / 4; -1 for the end of a run.
/// </param>
/// <param name="Alpha">Share of the sample, 0 to 1; 0 is pure noise (zero SNR).</param>
/// <param name="Sigma">Share of the noise, 0 to 1; 0 is the clean sample.</param>
public readonly record struct NoiseLevel(double Timestep, double Alpha, double Sigma);
