using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>Scores an editor on tasks of the world, each with the same number of samples. The same seed asks the same of every editor.</summary>
public sealed class WorldSuite
{
    private readonly WorldDataset _dataset;
    private readonly long _seed;
    private readonly int _count;
    private readonly IReadOnlyList<EditTask> _tasks;

    /// <summary>A suite of <paramref name="count"/> samples a task.</summary>
    /// <param name="seed">Seed of the world; one that the editor was not trained on.</param>
    /// <param name="count">Samples a task, 1 to 100 000.</param>
    /// <param name="size">Pixels a side, the model's.</param>
    /// <param name="heldOutPhrasings">Whether instructions use the phrasings that training never sees; default false.</param>
    /// <param name="tasks">At least one of <see cref="WorldTasks.All"/>; default the sixteen.</param>
    /// <exception cref="InvalidInputException">The count is out of range, or there is no task.</exception>
    public WorldSuite(long seed, int count, int size, bool heldOutPhrasings = false, IReadOnlyList<EditTask>? tasks = null)
    {
        if (count is < 1 or > 100_000)
            throw new InvalidInputException($"count {count}", "1 to 100 000 samples a task");
        if (tasks is [])
            throw new InvalidInputException("a suite of no tasks", "one task or more");
        (_dataset, _seed, _count, _tasks) = (new(seed, size, heldOutPhrasings), seed, count, tasks ?? EditTask.All);
    }

    /// <summary>Samples over all tasks.</summary>
    public int Total => _count * _tasks.Count;

    /// <summary>Has the editor make every edit and scores it. The report does not depend on <paramref name="workers"/>.</summary>
    /// <param name="name">The editor's name in the report.</param>
    /// <param name="editor">The editor.</param>
    /// <param name="examples">Edits a task that the report keeps, the first ones; default 0.</param>
    /// <param name="workers">Edits at once; default one a processor.</param>
    /// <param name="progress">Hears how many edits are scored.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SuiteReport Run(
        string name, ImageEditor editor, int examples = 0, int? workers = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(editor);
        var scores = new EditScore[Total];
        var kept = new SuiteExample?[Total];
        var done = 0;
        Parallel.For(0, Total, new() { MaxDegreeOfParallelism = workers ?? Environment.ProcessorCount, CancellationToken = cancellationToken }, i =>
        {
            var (task, index) = (_tasks[i / _count], i % _count);
            var sample = _dataset.Sample(index, task);
            var edit = editor(sample, index);
            scores[i] = EditScore.Of(edit, sample);
            if (index < examples)
                kept[i] = new(sample, edit, scores[i]);
            progress?.Report(Interlocked.Increment(ref done));
        });
        return new(name, _seed, [.. _tasks.Select((task, t) => TaskScore.Of(task, scores[(t * _count)..((t + 1) * _count)]))]) { Examples = [.. kept.OfType<SuiteExample>()] };
    }
}
