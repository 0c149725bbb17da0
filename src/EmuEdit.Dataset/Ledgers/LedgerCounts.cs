using System.Text.Json.Serialization;

namespace EmuEdit.Dataset;

/// <summary>Counts of what was made and kept, by task and stage.</summary>
/// <param name="Stages">The stages in their order.</param>
/// <param name="Tasks">
/// The counts of each task, by name. A sample counts for the task that it was written for, even when the task predictor disagrees.
/// </param>
public sealed record LedgerCounts(IReadOnlyList<string> Stages, NameMap<TaskCounts> Tasks)
{
    /// <summary>Number of pairs that pass the last stage.</summary>
    [JsonIgnore]
    public long Kept => Tasks.Values.Sum(t => t.Kept);

    /// <summary>The counts of the stages, summed over all tasks.</summary>
    [JsonIgnore]
    public IReadOnlyList<StageCounts> Total => Tasks.Values.Aggregate(TaskCounts.Empty(Stages), (sum, task) => sum.Plus(task)).Stages;

    /// <summary>Returns the sum of two counts.</summary>
    /// <exception cref="ArgumentException">The stages differ.</exception>
    public LedgerCounts Plus(LedgerCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Stages.SequenceEqual(other.Stages)
            ? new(Stages, NameMap.Plus(Tasks, other.Tasks, (a, b) => a.Plus(b)))
            : throw new ArgumentException(
                $"Stages {string.Join(", ", other.Stages)} are added to {string.Join(", ", Stages)}.",
                nameof(other)
            );
    }
}

/// <summary>The counts of one task.</summary>
/// <param name="Stages">One count per stage, in order.</param>
/// <param name="Reassigned">Number of pairs that the task predictor reassigned to another task, by that task's name.</param>
public sealed record TaskCounts(IReadOnlyList<StageCounts> Stages, NameMap<long> Reassigned)
{
    /// <summary>Number of pairs that pass the last stage.</summary>
    [JsonIgnore]
    public long Kept => Stages.Count > 0 ? Stages[^1].Out : 0;

    internal static TaskCounts Empty(IEnumerable<string> stages) => new([.. stages.Select(s => new StageCounts(s, 0, 0, []))], []);

    internal TaskCounts Plus(TaskCounts other) =>
        new([.. Stages.Zip(other.Stages, (a, b) => a.Plus(b))], NameMap.Plus(Reassigned, other.Reassigned));
}

/// <summary>The counts of one stage.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="In">How many came in.</param>
/// <param name="Out">How many continued; more than came in when a stage makes several candidates per instruction.</param>
/// <param name="Reasons">
/// Why the others did not continue, with the count of each reason: <see cref="LedgerBuilder.Kind"/> of the reasons.
/// </param>
public sealed record StageCounts(string Stage, long In, long Out, NameMap<long> Reasons)
{
    internal StageCounts Plus(StageCounts other) => new(Stage, In + other.In, Out + other.Out, NameMap.Plus(Reasons, other.Reasons));
}
