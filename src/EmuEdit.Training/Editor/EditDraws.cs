using static TorchSharp.torch;

namespace EmuEdit.Training.Editor;

/// <summary>What the loss of a batch draws at random.</summary>
/// <param name="Timesteps">[B] whole numbers.</param>
/// <param name="Noise">Of the shape of the latents, normal.</param>
/// <param name="KeepImage">[B]; 0 where the sample loses its picture, else 1.</param>
/// <param name="KeepText">[B]; 0 where it loses its text and task, else 1.</param>
internal sealed record EditDraws(Tensor Timesteps, Tensor Noise, Tensor KeepImage, Tensor KeepText);
