namespace EmuEdit.Onnx;

/// <summary>A text as a model reads it.</summary>
/// <param name="Ids">Token ids with begin, end and padding; as many as the tokenizer's length.</param>
/// <param name="Length">How many of them are not padding.</param>
/// <param name="Truncated">Whether the text was too long and its end was left out.</param>
public sealed record TokenizedText(IReadOnlyList<int> Ids, int Length, bool Truncated);
