namespace EmuEdit.Onnx;

/// <summary>A text as token ids.</summary>
/// <param name="Ids">Token ids with begin, end and padding; their number is the tokenizer's length.</param>
/// <param name="Length">Number of ids that are not padding.</param>
/// <param name="Truncated">Whether the text was too long and its end was left out.</param>
public sealed record TokenizedText(IReadOnlyList<int> Ids, int Length, bool Truncated);
