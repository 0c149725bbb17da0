using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Filters;
using EmuEdit.Pairs;

namespace EmuEdit.Cli.Commands;

/// <summary>What a bundle lacks for the tasks of a batch.</summary>
/// <param name="Missing">The missing models, by task. Such a task gets no pairs.</param>
/// <param name="Filters">The filters that are left out because their model is missing.</param>
/// <param name="Tasks">Number of the batch's tasks.</param>
internal sealed record FactoryGaps(IReadOnlyDictionary<string, string> Missing, IReadOnlyList<string> Filters, int Tasks)
{
    public static FactoryGaps Of(BatchPlan plan, PairModels models, FilterChain filters) =>
        new(
            plan.Tasks.Keys.Select(task => (task, missing: models.MissingFor(EditTask.Of(task))))
                .Where(t => t.missing is not null)
                .ToDictionary(t => t.task, t => t.missing!),
            filters.Missing,
            plan.Tasks.Count
        );

    /// <summary>Says before the work begins what it cannot do.</summary>
    /// <exception cref="InvalidInputException">No task can get a pair.</exception>
    public void Warn()
    {
        var lacks = Missing.GroupBy(m => m.Value).Select(g => $"{g.Key} (needed for {string.Join(", ", g.Select(m => m.Key))})").ToList();
        if (Missing.Count == Tasks)
            throw new InvalidInputException(
                $"a bundle without {string.Join(" and ", lacks)}",
                "a bundle that can make pairs of at least one of the tasks",
                "choose other tasks with --task-weight, or a bundle with these models"
            );
        if (lacks.Count > 0)
            CommandOutput.Warn(
                $"The bundle lacks {string.Join(" and ", lacks)}: these tasks get no pairs. Leave them out with --task-weight."
            );
        if (Filters.Count > 0)
            CommandOutput.Warn($"The bundle lacks the models of these filters, which are left out: {string.Join(", ", Filters)}.");
    }
}
