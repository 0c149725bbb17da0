namespace EmuEdit.Onnx;

/// <summary>What one item of a batch of the edit U-Net is conditioned on.</summary>
/// <param name="ImageLatent">The input image's latent, [C, h, w]; zeros to leave it out.</param>
/// <param name="Text">The instruction's encoding.</param>
/// <param name="Task">The task embedding, [Dv]; zeros to leave it out, empty when the model takes none.</param>
public sealed record EditCondition(float[] ImageLatent, TextEncoding Text, float[] Task);
