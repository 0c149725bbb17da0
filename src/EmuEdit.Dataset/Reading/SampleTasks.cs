using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>The task of each sample of a data set, in one byte per sample.</summary>
public sealed class SampleTasks
{
    private readonly List<EditTask> _tasks = [];
    private readonly List<byte> _places = [];

    /// <summary>Number of samples.</summary>
    public long Count => _places.Count;

    /// <summary>The task of a sample.</summary>
    public EditTask this[long index] => _tasks[_places[checked((int)index)]];

    /// <summary>Returns the tasks that occur among the first samples, each with its indices, ascending.</summary>
    /// <param name="count">Number of samples to look at.</param>
    public IReadOnlyDictionary<EditTask, int[]> Samples(long count) =>
        Enumerable.Range(0, checked((int)count)).GroupBy(i => _places[i]).ToDictionary(g => _tasks[g.Key], g => g.ToArray());

    internal void Add(EditTask task)
    {
        var place = _tasks.IndexOf(task);
        if (place < 0)
        {
            if (_tasks.Count > byte.MaxValue)
                throw new InvalidInputException($"samples of '{task}' and {_tasks.Count} more tasks", $"up to {byte.MaxValue + 1} tasks");
            place = _tasks.Count;
            _tasks.Add(task);
        }
        _places.Add((byte)place);
    }
}
