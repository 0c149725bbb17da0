using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>How often training sees the samples of each task.</summary>
/// <param name="Weights">How often a sample of a task is drawn, against 1 for those of tasks that are not named; over 0.</param>
/// <param name="Equal">
/// Whether the tasks that occur are equally frequent before they are weighed; else they are as frequent as there are samples of them.
/// </param>
public sealed record TaskBalance(IReadOnlyDictionary<EditTask, float> Weights, bool Equal)
{
    private const double Few = 0.01;

    /// <summary>The tasks whose samples are seen at all; empty for all of them.</summary>
    public IReadOnlyList<EditTask> Only { get; init; } = [];

    /// <summary>Every sample as often.</summary>
    public static TaskBalance None { get; } = new(new Dictionary<EditTask, float>(), Equal: false);

    /// <summary>Whether every sample is drawn as often.</summary>
    public bool IsNone => Weights.Count == 0 && !Equal && Only.Count == 0;

    /// <summary>The share that each task has of what training sees.</summary>
    /// <param name="samples">The samples of each task that occurs.</param>
    /// <returns>They add up to 1; tasks that are left out have none.</returns>
    /// <exception cref="InvalidInputException">A task has a weight and no samples, or is to be seen and has none.</exception>
    public IReadOnlyDictionary<EditTask, double> Shares(IReadOnlyDictionary<EditTask, int[]> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (Only.FirstOrDefault(task => !samples.ContainsKey(task)) is { } absent)
            throw new InvalidInputException($"task {absent} alone, of which there are no samples", "one of " + string.Join(", ", samples.Keys.OrderBy(t => t.Index)));
        CheckWeights([.. samples.Keys.Where(IsSeen)]);
        var weights = samples.Where(s => IsSeen(s.Key)).ToDictionary(s => s.Key, s => Weights.GetValueOrDefault(s.Key, 1) * (Equal ? 1.0 : s.Value.Length));
        var sum = weights.Values.Sum();
        return weights.ToDictionary(w => w.Key, w => w.Value / sum);
    }

    /// <summary>Throws when a task has a weight and is not among those that are seen.</summary>
    /// <param name="seen">The tasks that are.</param>
    /// <exception cref="InvalidInputException">Names the task.</exception>
    public void CheckWeights(IReadOnlyList<EditTask> seen)
    {
        if (Weights.Keys.FirstOrDefault(task => !seen.Contains(task)) is { } missing)
            throw new InvalidInputException($"a weight for task {missing}, of which there are no samples", "one of " + string.Join(", ", seen.OrderBy(t => t.Index)));
    }

    /// <summary>What is wrong with the shares, in a line: tasks that training never sees, or hardly ever.</summary>
    /// <param name="samples">The samples of each task that occurs.</param>
    /// <param name="wanted">The tasks that there should be.</param>
    /// <returns>Null where nothing is.</returns>
    public string? Warning(IReadOnlyDictionary<EditTask, int[]> samples, IReadOnlyList<EditTask> wanted)
    {
        var shares = Shares(samples);
        string missing = string.Join(", ", wanted.Where(t => IsSeen(t) && !shares.ContainsKey(t))),
            few = string.Join(", ", shares.Where(s => s.Value < Few).OrderBy(s => s.Value).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value:0.00%} {s.Key}")));
        return (missing, few) switch
        {
            ("", "") => null,
            (_, "") => $"unbalanced tasks: no {missing}",
            ("", _) => $"unbalanced tasks: only {few}",
            _ => $"unbalanced tasks: no {missing}; only {few}",
        };
    }

    private bool IsSeen(EditTask task) => Only.Count == 0 || Only.Contains(task);
}
