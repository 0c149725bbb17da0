using EmuEdit.Core;
using EmuEdit.Networks;

namespace EmuEdit.Training.Data;

/// <summary>How often training sees each task. The task of sample i depends on (seed, i) alone.</summary>
public sealed class TaskMix
{
    private const int Stream = 4;
    private readonly long _seed;
    private readonly IReadOnlyList<EditTask> _tasks;
    private readonly float[] _cumulative;

    /// <param name="seed">Of the draw.</param>
    /// <param name="weights">Relative weights, over 0 up to 100; a task that is not named has weight 1.</param>
    /// <param name="tasks">The tasks, at least one; default the sixteen.</param>
    /// <exception cref="InvalidInputException">A weight is out of range.</exception>
    public TaskMix(long seed, IReadOnlyDictionary<EditTask, float> weights, IReadOnlyList<EditTask>? tasks = null)
    {
        Check(weights);
        (_seed, _tasks) = (seed, tasks ?? EditTask.All);
        var sum = 0f;
        _cumulative = [.. _tasks.Select(task => sum += weights.GetValueOrDefault(task, 1))];
    }

    /// <summary>Throws when a weight is out of range.</summary>
    /// <exception cref="InvalidInputException">Names its task.</exception>
    public static void Check(IReadOnlyDictionary<EditTask, float> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var (task, weight) in weights)
            OptionRange.Check($"the weight of task {task.Name}", weight, weight is > 0 and <= 100, "over 0 up to 100");
    }

    /// <summary>The task of a sample.</summary>
    public EditTask TaskOf(long index)
    {
        var at = new CounterRandom(_seed, index, Stream).NextSingle(0, _cumulative[^1]);
        return _tasks[_cumulative.SkipLast(1).Count(edge => edge <= at)];
    }
}
