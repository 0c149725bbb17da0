using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>One edit that was scored.</summary>
/// <param name="Sample">What was asked, with the truth.</param>
/// <param name="Edit">What the editor made.</param>
/// <param name="Score">How close it came.</param>
public sealed record SuiteExample(EditSample Sample, Image Edit, EditScore Score);
