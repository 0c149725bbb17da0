using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>One scored edit.</summary>
/// <param name="Sample">The sample, with the true target.</param>
/// <param name="Edit">The editor's result.</param>
/// <param name="Score">Score of the result.</param>
public sealed record SuiteExample(EditSample Sample, Image Edit, EditScore Score);
