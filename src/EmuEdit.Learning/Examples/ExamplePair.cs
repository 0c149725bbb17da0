using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>An example of a task: a picture before and after, of any size.</summary>
/// <param name="Name">What to call it in an error.</param>
/// <param name="Input">The picture before.</param>
/// <param name="Target">The picture after, of the same size.</param>
/// <param name="Instruction">What asked for it; null or empty for none.</param>
/// <param name="Region">Where it was edited; null for the pixels that differ.</param>
public sealed record ExamplePair(string Name, Image Input, Image Target, string? Instruction = null, Mask? Region = null);
