using EmuEdit.Core;

namespace EmuEdit.Evaluation;

/// <summary>One editor's scores over the tasks of a suite.</summary>
/// <param name="Editor">What was scored, for example "tiny, predicted tasks" or "copy the input".</param>
/// <param name="Seed">Seed of the samples.</param>
/// <param name="Tasks">One entry a task.</param>
public sealed record SuiteReport(string Editor, Seed Seed, IReadOnlyList<TaskScore> Tasks)
{
    /// <summary>Mean of the tasks' success, 0..1: every task weighs the same.</summary>
    public double MeanSuccess => Tasks.Average(t => t.Success);

    /// <summary>A few edits of each task, to be looked at.</summary>
    public IReadOnlyList<SuiteExample> Examples { get; init; } = [];
}
