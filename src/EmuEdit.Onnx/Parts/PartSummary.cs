namespace EmuEdit.Onnx;

/// <summary>What a part of a bundle is.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Class">The class of its network; "ONNX" for a graph.</param>
/// <param name="Parameters">Parameters of the network, in values; null of a graph.</param>
/// <param name="Precision">What most of them are stored in, for example "F16"; null of a graph.</param>
/// <param name="Bytes">What its weights take in memory.</param>
public sealed record PartSummary(string Name, string Class, long? Parameters, string? Precision, long Bytes);
