namespace EmuEdit.Onnx;

/// <summary>A low-rank change of a model's weights (Hu et al. 2021).</summary>
/// <param name="File">Its safetensors.</param>
/// <param name="Weight">What the change is multiplied by; 1 for as it was trained.</param>
public readonly record struct Lora(string File, float Weight = 1);
