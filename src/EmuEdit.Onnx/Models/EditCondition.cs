namespace EmuEdit.Onnx;

/// <summary>The conditions of one item in a batch of the edit U-Net.</summary>
/// <param name="ImageLatent">The input image's latent, [C, h, w]; zeros for no image.</param>
/// <param name="Text">The instruction's encoding.</param>
/// <param name="Task">The task embedding, [Dv]; zeros for no task, empty when the model takes none.</param>
public sealed record EditCondition(float[] ImageLatent, TextEncoding Text, float[] Task);
