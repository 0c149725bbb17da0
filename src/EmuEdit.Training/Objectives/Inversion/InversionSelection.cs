using EmuEdit.Core;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Runs;
using static TorchSharp.torch;

namespace EmuEdit.Training.Inversion;

/// <summary>
/// Selects the best vector of an inversion by its loss on the held-out examples, with the same noise each
/// time. The state is part of the checkpoint. Only evaluations at fixed intervals of steps and the one at the
/// end count, so a run that was stopped or killed in between selects the same vector as an uninterrupted run.
/// </summary>
internal sealed class InversionSelection(
    TaskInversionOptions options,
    EditorTrainerOptions training,
    EditObjective objective,
    TrainingState state
)
{
    private const string Best = "best", Record = "record";

    // Indices in the record. A checkpoint stores only numbers.
    private const int Task = 0, Before = 1, After = 2, Step = 3, RecordLength = 4, StartSamples = 32;

    private readonly HeldOutEdits _edits = new(training, objective, state);
    private readonly EditBatch[] _examples = Batches(training, Enumerable.Range(0, training.HeldOutCount).Select(i => training.HeldOut(i)));

    private IReadOnlyList<EditScore> _scoresBefore = [];

    private float[] Values => state.Constants[Record].Values;

    /// <summary>Registers the record in the checkpoint.</summary>
    public void Declare()
    {
        state.Constants[Best] = new([1, state.Weights.Count], new float[state.Weights.Count]);
        state.Constants[Record] = new([RecordLength], new float[RecordLength]);
    }

    /// <summary>
    /// Sets the first vector: the embedding with which the frozen model has the lowest error on the
    /// examples.
    /// </summary>
    public void StartFromTheBestTask(FrozenEditor editor)
    {
        var examples = Batches(training, options.Examples.TakeLast(StartSamples));
        CopyFrozen(editor);
        var best = EditTask.All.MinBy(task => ErrorOf(editor.Embedding(task), examples))!;
        editor.Embedding(best).CopyTo(state.Weights.Span());
        state.Average.CopyFrom(state.Weights);
        Values[Task] = best.Index;
        _scoresBefore = Scores(state.Average.Span().ToArray());
        Values[Before] = (float)Error(_examples);
        Keep(Values[Before]);
    }

    /// <summary>Returns the scores on the held-out examples, and selects as <see cref="Consider"/> does.</summary>
    public IReadOnlyDictionary<string, double> Look(IReadOnlyList<TrainingProgress> metrics)
    {
        var error = Consider();
        var scores = new Dictionary<string, double>(_edits.Evaluate(metrics).Where(s => s.Key == "success")) { ["error"] = error };
        RunPlots.Draw(training.Folder, metrics, "error", error);
        return scores;
    }

    /// <summary>
    /// Returns the error on the held-out examples. If the current step is one that counts, keeps
    /// the vector if it is the best so far, and ends the run if there was no better one for long. A
    /// checkpoint is written before its evaluation, so a resumed run evaluates first.
    /// </summary>
    public double Consider()
    {
        var error = Error(_examples);
        if (state.Step % options.EvaluationSteps != 0)
            return error;
        KeepIfBest(error);
        state.Done |= state.Step - Values[Step] >= (long)options.Patience * options.EvaluationSteps;
        return error;
    }

    /// <summary>Evaluates at the end of the run; this counts at any step.</summary>
    public void Finish() => KeepIfBest(Error(_examples));

    public TaskInversionResult Result(TrainingResult run) =>
        new(
            run,
            state.Constants[Best].Values,
            EditTask.All[(int)Values[Task]].Name,
            Values[Before],
            Values[After],
            (long)Values[Step],
            options.Examples.Count - options.HeldOutCount,
            options.HeldOutCount
        )
        {
            ScoresBefore = _scoresBefore,
            Scores = Scores(state.Constants[Best].Values),
        };

    /// <summary>Returns the scores of some weights on the test pairs.</summary>
    public IReadOnlyList<EditScore> Scores(float[] weights)
    {
        if (options.Test.Count == 0)
            return [];
        weights.CopyTo(state.Average.Span());
        return _edits.Scores(options.Test);
    }

    private void KeepIfBest(double error)
    {
        if (error < Values[After])
            Keep(error);
    }

    private void Keep(double error)
    {
        state.Average.Span().CopyTo(state.Constants[Best].Values);
        (Values[After], Values[Step]) = ((float)error, state.Step);
    }

    // Only matters if more than the vector is trained.
    private void CopyFrozen(FrozenEditor editor)
    {
        foreach (var (parameter, offset) in state.Weights.Parameters.Zip(state.Weights.Offsets).Skip(1))
            ParameterStore.Floats(editor.Weights[parameter]).CopyTo(state.Weights.Span()[(int)offset..]);
        state.Average.CopyFrom(state.Weights);
    }

    private double ErrorOf(float[] vector, EditBatch[] examples)
    {
        vector.CopyTo(state.Average.Span());
        return Error(examples);
    }

    private double Error(EditBatch[] examples)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var noise = new Generator(1);
        var ops = state.Ops;
        return examples.Sum(batch => batch.Samples.Count * (double)objective.Loss(ops, batch, noise).item<float>())
            / examples.Sum(batch => batch.Samples.Count);
    }

    private static EditBatch[] Batches(EditorTrainerOptions training, IEnumerable<EditSample> samples) =>
        [.. samples.Chunk(training.BatchSize).Select(training.Lay)];
}
