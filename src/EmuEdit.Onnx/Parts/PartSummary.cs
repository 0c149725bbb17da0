namespace EmuEdit.Onnx;

/// <summary>A summary of one part of a bundle.</summary>
/// <param name="Name">Folder of the part.</param>
/// <param name="Class">Class of its network; "ONNX" for a graph.</param>
/// <param name="Parameters">Number of parameters of the network; null for a graph.</param>
/// <param name="Precision">Type that most parameters are stored in, for example "F16"; null for a graph.</param>
/// <param name="Bytes">Memory that the weights take, in bytes.</param>
public sealed record PartSummary(string Name, string Class, long? Parameters, string? Precision, long Bytes);
