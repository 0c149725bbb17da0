using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>The input picture of a pair with how it came out of noise: what the edited branch is blended with at each step.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Caption">What it was drawn from, or what it shows.</param>
/// <param name="Latents">z at each noise level, from noise to the clean latent; one more than there are steps.</param>
internal sealed record Trajectory(Image Picture, string Caption, float[][] Latents)
{
    /// <summary>Denoising steps.</summary>
    public int Steps => Latents.Length - 1;
}
