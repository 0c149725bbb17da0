using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>How often training sees the samples of each task.</summary>
/// <param name="Weights">Relative frequency of a task's samples, over 0; tasks without an entry have 1.</param>
/// <param name="Equal">
/// Whether all tasks that occur are equally frequent before they are weighted; otherwise their frequency follows their number of samples.
/// </param>
public sealed record TaskBalance(IReadOnlyDictionary<EditTask, float> Weights, bool Equal)
{
    private const double Few = 0.01;

    /// <summary>The tasks whose samples training sees; empty, the default, for all.</summary>
    public IReadOnlyList<EditTask> Only { get; init; } = [];

    /// <summary>The balance in which every sample is equally frequent.</summary>
    public static TaskBalance None { get; } = new(new Dictionary<EditTask, float>(), Equal: false);

    /// <summary>Whether every sample is equally frequent.</summary>
    public bool IsNone => Weights.Count == 0 && !Equal && Only.Count == 0;

    /// <summary>Computes the share of each task in what training sees.</summary>
    /// <param name="samples">The samples of each task that occurs.</param>
    /// <returns>The shares, which add up to 1; tasks that are left out have no entry.</returns>
    /// <exception cref="InvalidInputException">A task has a weight and no samples, or is to be seen and has none.</exception>
    public IReadOnlyDictionary<EditTask, double> Shares(IReadOnlyDictionary<EditTask, int[]> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (Only.FirstOrDefault(task => !samples.ContainsKey(task)) is { } absent)
            throw new InvalidInputException(
                $"task {absent} alone, of which there are no samples",
                "one of " + string.Join(", ", samples.Keys.OrderBy(t => t.Index))
            );
        CheckWeights([.. samples.Keys.Where(IsSeen)]);
        var weights = samples
            .Where(s => IsSeen(s.Key))
            .ToDictionary(s => s.Key, s => Weights.GetValueOrDefault(s.Key, 1) * (Equal ? 1.0 : s.Value.Length));
        var sum = weights.Values.Sum();
        return weights.ToDictionary(w => w.Key, w => w.Value / sum);
    }

    /// <summary>Throws when a task has a weight and is not among those that are seen.</summary>
    /// <param name="seen">The tasks that are seen.</param>
    /// <exception cref="InvalidInputException">Such a task exists; the message names it.</exception>
    public void CheckWeights(IReadOnlyList<EditTask> seen)
    {
        if (Weights.Keys.FirstOrDefault(task => !seen.Contains(task)) is { } missing)
            throw new InvalidInputException(
                $"a weight for task {missing}, of which there are no samples",
                "one of " + string.Join(", ", seen.OrderBy(t => t.Index))
            );
    }

    /// <summary>Describes a problem with the shares in one line: tasks that training never or hardly ever sees.</summary>
    /// <param name="samples">The samples of each task that occurs.</param>
    /// <param name="wanted">The tasks that should occur.</param>
    /// <returns>The problem; null when there is none.</returns>
    public string? Warning(IReadOnlyDictionary<EditTask, int[]> samples, IReadOnlyList<EditTask> wanted)
    {
        var shares = Shares(samples);
        string missing = string.Join(", ", wanted.Where(t => IsSeen(t) && !shares.ContainsKey(t))),
            few = string.Join(
                ", ",
                shares
                    .Where(s => s.Value < Few)
                    .OrderBy(s => s.Value)
                    .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value:0.00%} {s.Key}"))
            );
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
