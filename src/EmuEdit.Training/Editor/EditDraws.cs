using static TorchSharp.torch;

namespace EmuEdit.Training.Editor;

/// <summary>The random draws for the loss of a batch.</summary>
/// <param name="Timesteps">Timesteps [B], integers.</param>
/// <param name="Noise">Normal noise of the latents' shape.</param>
/// <param name="KeepImage">[B]: 0 if the sample's image is dropped, else 1.</param>
/// <param name="KeepText">[B]: 0 if the sample's text and task are dropped, else 1.</param>
internal sealed record EditDraws(Tensor Timesteps, Tensor Noise, Tensor KeepImage, Tensor KeepText);
