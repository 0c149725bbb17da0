using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>One scored edit.</summary>
/// <param name="Sample">The sample, with the true target.</param>
/// <param name="Edit">The editor's result.</param>
/// <param name="Score">Score of the result.</param>
public sealed record SuiteExample(EditSample Sample, Image Edit, EditScore Score);

/// <summary>
/// Scores an editor on tasks of the world, with the same number of samples per task. The same seed
/// gives every editor the same samples.
/// </summary>
public sealed class WorldSuite
{
    private readonly WorldDataset _dataset;
    private readonly long _seed;
    private readonly int _count;
    private readonly IReadOnlyList<EditTask> _tasks;

    /// <summary>Creates a suite of <paramref name="count"/> samples per task.</summary>
    /// <param name="seed">Seed of the world; choose one that the editor was not trained on.</param>
    /// <param name="count">Number of samples per task, 1 to 100 000.</param>
    /// <param name="size">Side of the images in pixels; the model's size.</param>
    /// <param name="heldOutPhrasings">
    /// Whether instructions use the phrasings that training never sees; default false.
    /// </param>
    /// <param name="tasks">Tasks from <see cref="WorldTasks.All"/>, at least one; default the sixteen.</param>
    /// <exception cref="InvalidInputException">The count is out of range, or there is no task.</exception>
    public WorldSuite(long seed, int count, int size, bool heldOutPhrasings = false, IReadOnlyList<EditTask>? tasks = null)
    {
        if (count is < 1 or > 100_000)
            throw new InvalidInputException($"count {count}", "1 to 100 000 samples per task");
        if (tasks is [])
            throw new InvalidInputException("a suite of no tasks", "one task or more");
        (_dataset, _seed, _count, _tasks) = (new(seed, size, heldOutPhrasings), seed, count, tasks ?? EditTask.All);
    }

    /// <summary>Number of samples over all tasks.</summary>
    public int Total => _count * _tasks.Count;

    /// <summary>
    /// Runs the editor on every sample and scores the edits. The report does not depend on
    /// <paramref name="workers"/>.
    /// </summary>
    /// <param name="name">Name of the editor in the report.</param>
    /// <param name="editor">The editor.</param>
    /// <param name="examples">Number of edits per task that the report contains, the first ones; default 0.</param>
    /// <param name="workers">Number of parallel edits; default one per processor.</param>
    /// <param name="progress">Receives the number of scored edits.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public SuiteReport Run(
        string name,
        ImageEditor editor,
        int examples = 0,
        int? workers = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(editor);
        var scores = new EditScore[Total];
        var kept = new SuiteExample?[Total];
        var done = 0;
        Parallel.For(
            0,
            Total,
            new() { MaxDegreeOfParallelism = workers ?? Environment.ProcessorCount, CancellationToken = cancellationToken },
            i =>
            {
                var (task, index) = (_tasks[i / _count], i % _count);
                var sample = _dataset.Sample(index, task);
                var edit = editor(sample, index);
                scores[i] = EditScore.Of(edit, sample);
                if (index < examples)
                    kept[i] = new(sample, edit, scores[i]);
                progress?.Report(Interlocked.Increment(ref done));
            }
        );
        return new(name, _seed, [.. _tasks.Select((task, t) => TaskScore.Of(task, scores[(t * _count)..((t + 1) * _count)]))])
        {
            Examples = [.. kept.OfType<SuiteExample>()],
        };
    }
}
