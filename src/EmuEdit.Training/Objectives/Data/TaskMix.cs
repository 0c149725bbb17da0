using EmuEdit.Core;

namespace EmuEdit.Training.Data;

/// <summary>How often each task occurs in training. The task of sample i depends only on (seed, i).</summary>
public sealed class TaskMix
{
    private const int Stream = 4;
    private readonly long _seed;
    private readonly IReadOnlyList<EditTask> _tasks;
    private readonly float[] _cumulative;

    /// <param name="seed">Seed of the draws.</param>
    /// <param name="weights">Relative weights, over 0 up to 100. A task without an entry has weight 1.</param>
    /// <param name="tasks">The tasks, at least one; default the sixteen.</param>
    /// <exception cref="InvalidInputException">A weight is out of range.</exception>
    public TaskMix(long seed, IReadOnlyDictionary<EditTask, float> weights, IReadOnlyList<EditTask>? tasks = null)
    {
        Check(weights);
        (_seed, _tasks) = (seed, tasks ?? EditTask.All);
        var sum = 0f;
        _cumulative = [.. _tasks.Select(task => sum += weights.GetValueOrDefault(task, 1))];
    }

    /// <summary>Validates the weights.</summary>
    /// <exception cref="InvalidInputException">A weight is out of range. The message names its task.</exception>
    public static void Check(IReadOnlyDictionary<EditTask, float> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var (task, weight) in weights)
            OptionRange.Check($"the weight of task {task.Name}", weight, weight is > 0 and <= 100, "over 0 up to 100");
    }

    /// <summary>Returns the task of a sample.</summary>
    public EditTask TaskOf(long index)
    {
        var at = new CounterRandom(_seed, index, Stream).NextSingle(0, _cumulative[^1]);
        return _tasks[_cumulative.SkipLast(1).Count(edge => edge <= at)];
    }
}
