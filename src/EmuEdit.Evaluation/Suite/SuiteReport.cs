using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>One editor's scores over the tasks of a suite.</summary>
/// <param name="Editor">Name of the editor, for example "tiny, predicted tasks" or "copy the input".</param>
/// <param name="Seed">Seed of the samples.</param>
/// <param name="Tasks">One entry per task.</param>
public sealed record SuiteReport(string Editor, Seed Seed, IReadOnlyList<TaskScore> Tasks)
{
    /// <summary>Mean of the tasks' success, 0..1. Every task weighs the same.</summary>
    public double MeanSuccess => Tasks.Average(t => t.Success);

    /// <summary>Some edits of each task, for inspection.</summary>
    public IReadOnlyList<SuiteExample> Examples { get; init; } = [];
}
