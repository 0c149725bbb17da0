using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Training.Data;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Editor;

/// <summary>
/// A quick estimate during training: one-step edits of held-out samples from pure noise,
/// with the averaged weights. They are scored as in the evaluation suite, and drawn.
/// </summary>
internal sealed class HeldOutEdits(EditorTrainerOptions options, EditObjective objective, TrainingState state)
{
    private const int SheetRows = 16, Columns = 2;
    private readonly EditBatch[] _batches =
    [
        .. Enumerable.Range(0, options.HeldOutCount).Select(i => options.HeldOut(i)).Chunk(options.BatchSize)
            .Select(options.Lay),
    ];

    /// <summary>
    /// Returns the success per task and the mean of these; writes the sheet and the curves to the
    /// run's folder.
    /// </summary>
    public IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<TrainingProgress> metrics)
    {
        var ops = state.Ops;
        manual_seed(0);
        var edits = _batches.SelectMany(batch => batch.Samples.Zip(Edit(ops, batch))).ToArray();
        var byTask = edits
            .GroupBy(e => e.First.Task.Name)
            .ToDictionary(g => g.Key, g => g.Average(e => EditScore.Of(e.Second, e.First).Success ? 1.0 : 0));
        var scores = byTask.ToDictionary(t => "success/" + t.Key, t => t.Value);
        scores["success"] = byTask.Values.Average();
        Draw(edits, metrics, scores);
        return scores;
    }

    /// <summary>Returns the scores of one-step edits of other samples.</summary>
    public IReadOnlyList<EditScore> Scores(IReadOnlyList<EditSample> samples)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var ops = state.Ops;
        manual_seed(0);
        return
        [
            .. samples
                .Chunk(options.BatchSize)
                .Select(chunk => options.Lay(chunk))
                .SelectMany(batch => batch.Samples.Zip(Edit(ops, batch), (sample, edit) => EditScore.Of(edit, sample))),
        ];
    }

    private Image[] Edit(TorchOps ops, EditBatch batch)
    {
        using var scope = NewDisposeScope();
        var size = options.Network.ImageSize;
        var planes = objective.PredictFromNoise(ops, batch).contiguous().data<float>().ToArray();
        return [.. planes.Chunk(3 * size * size).Select(p => EditBatch.Image(p, size))];
    }

    private void Draw((EditSample Sample, Image Edit)[] edits, IReadOnlyList<TrainingProgress> metrics, Dictionary<string, double> scores)
    {
        var cells = edits
            .OrderBy(e => e.Sample.Task.Index)
            .GroupBy(e => e.Sample.Task.Name)
            .SelectMany(g => g.Take(Columns))
            .Select(e =>
                new[]
                {
                    (e.Sample.Input, e.Sample.Instruction),
                    (e.Sample.Target, "target"),
                    (e.Edit, EditScore.Of(e.Edit, e.Sample).Success ? "edit: success" : "edit"),
                }
            );
        new SkiaCodec().Write(
            Path.Combine(options.Folder, "samples.png"),
            Sheet.Grid([.. cells.Chunk(Columns).Take(SheetRows).Select(row => row.SelectMany(c => c).ToArray())], cell: 96)
        );
        RunPlots.Draw(options.Folder, metrics, "success", scores["success"]);
    }
}
