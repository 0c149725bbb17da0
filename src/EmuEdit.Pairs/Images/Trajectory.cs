using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>The first image of a pair with its latents at each noise level. The edited branch is blended with them at each step.</summary>
/// <param name="Picture">The image.</param>
/// <param name="Caption">The caption that it was generated from, or that describes it.</param>
/// <param name="Latents">z at each noise level, from noise to the clean latent; one more than the number of steps.</param>
internal sealed record Trajectory(Image Picture, string Caption, float[][] Latents)
{
    /// <summary>Number of denoising steps.</summary>
    public int Steps => Latents.Length - 1;
}
