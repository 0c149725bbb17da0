using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>Scores an editor on the world's sixteen tasks, each with the same number of samples. The same seed asks the same of every editor.</summary>
public sealed class WorldSuite
{
    private readonly WorldDataset _dataset;
    private readonly long _seed;
    private readonly int _count;

    /// <summary>A suite of 16 * <paramref name="count"/> samples.</summary>
    /// <param name="seed">Seed of the world; one that the editor was not trained on.</param>
    /// <param name="count">Samples a task, 1 to 100 000.</param>
    /// <param name="size">Pixels a side, the model's.</param>
    /// <param name="heldOutPhrasings">Whether instructions use the phrasings that training never sees; default false.</param>
    /// <exception cref="InvalidInputException">The count is out of range.</exception>
    public WorldSuite(long seed, int count, int size, bool heldOutPhrasings = false)
    {
        if (count is < 1 or > 100_000)
            throw new InvalidInputException($"count {count}", "1 to 100 000 samples a task");
        (_dataset, _seed, _count) = (new(seed, size, heldOutPhrasings), seed, count);
    }

    /// <summary>Samples over all tasks.</summary>
    public int Total => _count * EditTask.All.Count;

    /// <summary>Has the editor make every edit and scores it. The report does not depend on <paramref name="workers"/>.</summary>
    /// <param name="name">The editor's name in the report.</param>
    /// <param name="editor">The editor.</param>
    /// <param name="examples">Edits a task that the report keeps, the first ones; default 0.</param>
    /// <param name="workers">Edits at once; default one a processor.</param>
    /// <param name="progress">Hears how many edits are scored.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SuiteReport Run(
        string name, PictureEditor editor, int examples = 0, int? workers = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(editor);
        var scores = new EditScore[Total];
        var kept = new SuiteExample?[Total];
        var done = 0;
        Parallel.For(0, Total, new() { MaxDegreeOfParallelism = workers ?? Environment.ProcessorCount, CancellationToken = cancellation }, i =>
        {
            var (task, index) = (EditTask.All[i / _count], i % _count);
            var sample = _dataset.Sample(index, task);
            var edit = editor(sample, index);
            scores[i] = EditScore.Of(edit, sample);
            if (index < examples)
                kept[i] = new(sample, edit, scores[i]);
            progress?.Report(Interlocked.Increment(ref done));
        });
        return new(name, _seed, [.. EditTask.All.Select((task, t) => TaskScore.Of(task, scores[(t * _count)..((t + 1) * _count)]))]) { Examples = [.. kept.OfType<SuiteExample>()] };
    }
}
