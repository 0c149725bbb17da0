using EmuEdit.Core;
using EmuEdit.Editing;

namespace EmuEdit.Evaluation;

/// <summary>An edit request whose concern is known.</summary>
/// <param name="Group">What kind of request it is, for the report.</param>
/// <param name="Input">The input image.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="Expected">The concern that a review should have. Null: none.</param>
public sealed record ReviewCase(string Group, Image Input, string Instruction, EditConcernKind? Expected);
