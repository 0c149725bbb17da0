using System.Text.Json.Serialization;

namespace EmuEdit.Dataset;

/// <summary>What was made and kept, by task and stage.</summary>
/// <param name="Stages">The stages in their order.</param>
/// <param name="Tasks">
/// The counts of each task, by its name. A sample counts as the task that it was written for, also when the task predictor says another.
/// </param>
public sealed record LedgerCounts(IReadOnlyList<string> Stages, NameMap<TaskCounts> Tasks)
{
    /// <summary>Pairs that the last stage lets pass.</summary>
    [JsonIgnore]
    public long Kept => Tasks.Values.Sum(t => t.Kept);

    /// <summary>The stages, all tasks together.</summary>
    [JsonIgnore]
    public IReadOnlyList<StageCounts> Total => Tasks.Values.Aggregate(TaskCounts.Empty(Stages), (sum, task) => sum.Plus(task)).Stages;

    /// <summary>Both together.</summary>
    /// <exception cref="ArgumentException">Their stages differ.</exception>
    public LedgerCounts Plus(LedgerCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Stages.SequenceEqual(other.Stages)
            ? new(Stages, NameMap.Plus(Tasks, other.Tasks, (a, b) => a.Plus(b)))
            : throw new ArgumentException($"Stages {string.Join(", ", other.Stages)} are added to {string.Join(", ", Stages)}.", nameof(other));
    }
}

/// <summary>The counts of one task.</summary>
/// <param name="Stages">One for each stage, in order.</param>
/// <param name="Reassigned">How many pairs the task predictor gave to another task, by that task's name.</param>
public sealed record TaskCounts(IReadOnlyList<StageCounts> Stages, NameMap<long> Reassigned)
{
    /// <summary>Pairs that the last stage lets pass.</summary>
    [JsonIgnore]
    public long Kept => Stages.Count > 0 ? Stages[^1].Out : 0;

    internal static TaskCounts Empty(IEnumerable<string> stages) => new([.. stages.Select(s => new StageCounts(s, 0, 0, []))], []);

    internal TaskCounts Plus(TaskCounts other) => new([.. Stages.Zip(other.Stages, (a, b) => a.Plus(b))], NameMap.Plus(Reassigned, other.Reassigned));
}

/// <summary>The counts of one stage.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="In">What came in.</param>
/// <param name="Out">What went on; more than came in where a stage makes several candidates of one instruction.</param>
/// <param name="Reasons">Why the others did not, how often each: <see cref="LedgerBuilder.Kind"/> of the reasons.</param>
public sealed record StageCounts(string Stage, long In, long Out, NameMap<long> Reasons)
{
    internal StageCounts Plus(StageCounts other) => new(Stage, In + other.In, Out + other.Out, NameMap.Plus(Reasons, other.Reasons));
}
