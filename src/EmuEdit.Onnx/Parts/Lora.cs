namespace EmuEdit.Onnx;

/// <summary>A low-rank change of a model's weights (Hu et al. 2021).</summary>
/// <param name="File">Path of the safetensors file.</param>
/// <param name="Weight">Factor of the change; default 1, as it was trained.</param>
public readonly record struct Lora(string File, float Weight = 1);
