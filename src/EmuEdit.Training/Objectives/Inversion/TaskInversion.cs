using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Inversion;

/// <summary>
/// Learns a new task from a few examples (Emu Edit, eq. 3): with every weight of the model frozen,
/// <c>min over v_new of E || x - x_theta(z_t, t, E(c_I), c_T, v_new) ||</c>, in the norm of
/// <see cref="EditObjective"/>. It starts from the task embedding with which the frozen model has
/// the lowest error on the examples, keeps the vector with the lowest error on the held-out
/// examples, and stops when this error no longer improves. It writes <c>run.json</c>,
/// <c>checkpoint.safetensors</c>, <c>metrics.jsonl</c>, <c>loss.png</c>, <c>error.png</c>,
/// <c>success.png</c> and <c>samples.png</c> to the run's folder.
/// </summary>
/// <param name="options">The options, validated when the run starts.</param>
public sealed class TaskInversion(TaskInversionOptions options) : Trainer<TaskInversionResult>(options.Validate)
{
    private protected override TaskInversionResult Train(CancellationToken cancellationToken)
    {
        using var editor = new FrozenEditor(options.Bundle);
        var training = Training(editor);
        using var state = new TrainingState([.. Learned(editor)], training.Optimiser, training.Parts, editor.Weights);
        using var objective = new EditObjective(editor.Model, editor.Transform, training, editor.Tokenize(""));
        var selection = new InversionSelection(options, training, objective, state);
        selection.Declare();
        var loop = new TrainingLoop<EditBatch>(
            training,
            state,
            step => training.Batch(step, training.Lay),
            (ops, batch, random) => objective.Loss(ops, batch, random),
            selection.Look
        );
        loop.Prepare(
            editor.Network,
            new
            {
                options.Name,
                Examples = options.Examples.Count,
                options.HeldOutCount,
                options.LearningRate,
            }
        );
        if (state.Step == 0)
            selection.StartFromTheBestTask(editor);
        else
            selection.Consider();
        var run = loop.Run(cancellationToken);
        if (run.Finished)
            selection.Finish();
        return selection.Result(run);
    }

    // The vector comes first.
    private IEnumerable<Parameter> Learned(FrozenEditor editor)
    {
        IEnumerable<Parameter> vector = [new(EditModel.TasksName, 0, 0, 1, editor.Network.TextWidth)];
        return options.TrainsEverything ? vector.Concat(editor.Model.Parameters.Where(p => p.Name != EditModel.TasksName)) : vector;
    }

    // Eq. 3 is eq. 2 with one task and no dropout.
    private EditorTrainerOptions Training(FrozenEditor editor)
    {
        var held = options.HeldOutCount;
        var learned = options.Examples.SkipLast(held).ToArray();
        // With fewer than four examples none is held out: the training examples are evaluated, with other noise.
        var looked = options.Examples.TakeLast(held == 0 ? options.Examples.Count : held).ToArray();
        return new()
        {
            Folder = options.Folder,
            Tasks = [EditTask.Own(options.Name)],
            Samples = index => learned[index % learned.Length],
            HeldOut = index => looked[index],
            HeldOutCount = looked.Length,
            Tokenize = editor.Tokenize,
            Vocabulary = editor.Vocabulary,
            Network = editor.Network,
            Optimiser = new() { LearningRate = options.LearningRate, WarmUpSteps = 5, WeightDecay = 0, AverageDecay = 0.95, Beta2 = 0.999 },
            Dropout = 0,
            LastTimestepShare = 0.75,
            Seed = options.Settings.Seed,
            Precision = options.Settings.Precision,
            Steps = options.Settings.Steps,
            Minutes = options.Settings.Minutes,
            BatchSize = Math.Clamp(learned.Length, 4, 16),
            MetricSteps = options.EvaluationSteps,
            CheckpointSteps = options.EvaluationSteps,
            Command = options.Command,
            Commit = options.Commit,
            Progress = options.Progress,
            BetweenSteps = options.BetweenSteps,
            Log = options.Log,
        };
    }
}
