namespace EmuEdit.Onnx;

/// <summary>How far a bundle is loaded.</summary>
/// <param name="Part">The part that comes now.</param>
/// <param name="Bytes">What its weights take in memory.</param>
/// <param name="Before">What is loaded already, in bytes.</param>
/// <param name="Total">What all that an edit needs takes, in bytes.</param>
public sealed record LoadingProgress(string Part, long Bytes, long Before, long Total);
