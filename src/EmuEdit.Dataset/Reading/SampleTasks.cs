using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>The task of each sample of a data set, in a byte each.</summary>
public sealed class SampleTasks
{
    private readonly List<EditTask> _tasks = [];
    private readonly List<byte> _places = [];

    /// <summary>Samples there are.</summary>
    public long Count => _places.Count;

    /// <summary>The task of a sample.</summary>
    public EditTask this[long index] => _tasks[_places[checked((int)index)]];

    /// <summary>The tasks that occur among the first samples, each with their indices, ascending.</summary>
    /// <param name="count">How many samples are looked at.</param>
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
