namespace EmuEdit.Onnx;

/// <summary>Progress of loading a bundle.</summary>
/// <param name="Part">The part that is loaded next.</param>
/// <param name="Bytes">Memory that its weights take, in bytes.</param>
/// <param name="Before">Memory of the parts that are already loaded, in bytes.</param>
/// <param name="Total">Memory of all parts that an edit needs, in bytes.</param>
public sealed record LoadingProgress(string Part, long Bytes, long Before, long Total);
