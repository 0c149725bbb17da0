using EmuEdit.Core;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Optimisation;
using EmuEdit.Training.Runs;
using static TorchSharp.torch;

namespace EmuEdit.Training.Inversion;

/// <summary>
/// The best vector of an inversion: by the objective on the held-out examples, with the same noise each time. What it knows is in the checkpoint, and only looks every so many steps count, and the one at
/// the end: wherever a run was stopped or killed in between, it selects as one that was not.
/// </summary>
internal sealed class InversionSelection(TaskInversionOptions options, EditorTrainerOptions training, EditObjective objective, TrainingState state)
{
    private const string Best = "best", Record = "record";

    // Places in the record: a checkpoint keeps numbers.
    private const int Task = 0, Before = 1, After = 2, Step = 3, RecordLength = 4, StartSamples = 32;

    private readonly HeldOutEdits _edits = new(training, objective, state);
    private readonly EditBatch[] _examples = Batches(training, Enumerable.Range(0, training.HeldOutCount).Select(i => training.HeldOut(i)));

    private IReadOnlyList<EditScore> _scoresBefore = [];

    private float[] Values => state.Constants[Record].Values;

    /// <summary>Tells the checkpoint what to keep.</summary>
    public void Declare()
    {
        state.Constants[Best] = new([1, state.Weights.Count], new float[state.Weights.Count]);
        state.Constants[Record] = new([RecordLength], new float[RecordLength]);
    }

    /// <summary>Sets the first vector: the embedding by which the frozen model does the examples best.</summary>
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

    /// <summary>Scores on the held-out examples; where the step counts, as <see cref="Consider"/> does.</summary>
    public IReadOnlyDictionary<string, double> Look(IReadOnlyList<TrainingProgress> metrics)
    {
        var error = Consider();
        var scores = new Dictionary<string, double>(_edits.Evaluate(metrics).Where(s => s.Key == "success")) { ["error"] = error };
        RunPlots.Draw(training.Folder, metrics, "error", error);
        return scores;
    }

    /// <summary>
    /// The error on the held-out examples. Where the step counts, keeps the vector when it is the best so far, and ends the run when it has long not been. A checkpoint is written before its look, so a run that
    /// goes on from one looks first.
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

    /// <summary>The look at the end of the run, which counts at any step.</summary>
    public void Finish() => KeepIfBest(Error(_examples));

    public TaskInversionResult Result(TrainingResult run) => new(
        run, state.Constants[Best].Values, EditTask.All[(int)Values[Task]].Name, Values[Before], Values[After], (long)Values[Step], options.Examples.Count - options.HeldOutCount, options.HeldOutCount)
    {
        ScoresBefore = _scoresBefore,
        Scores = Scores(state.Constants[Best].Values),
    };

    /// <summary>Scores of some weights on the test pairs.</summary>
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

    // For where more is trained than the vector.
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
        return examples.Sum(batch => batch.Samples.Count * (double)objective.Loss(ops, batch, noise).item<float>()) / examples.Sum(batch => batch.Samples.Count);
    }

    private static EditBatch[] Batches(EditorTrainerOptions training, IEnumerable<EditSample> samples) => [.. samples.Chunk(training.BatchSize).Select(training.Lay)];
}
