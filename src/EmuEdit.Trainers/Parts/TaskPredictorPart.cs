using EmuEdit.Dataset;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Trainers;

/// <summary>The options of the task predictor's training.</summary>
public sealed record TaskPredictorOptions : ThreadedTrainOptions
{
    /// <summary>Creates the options with a batch of 64.</summary>
    public TaskPredictorOptions() => Batch = 64;
}

/// <summary>The task predictor: instruction to task.</summary>
internal static class TaskPredictorPart
{
    public static TrainPart Create() => TrainPart.Of(
        "task-predictor",
        "Train the task predictor; on the world it is scored on phrasings that it never sees.",
        ["emuedit train task-predictor --run runs/tiny --minutes 5"],
        new TaskPredictorOptions(),
        (options, run) => new TaskPredictorTrainerOptions
        {
            Folder = run.Part(TrainRun.PredictorPart),
            Samples = run.Data.Instruction,
            HeldOut = run.Data.HeldOutInstruction,
            Warnings = run.Data.Warnings(TaskBalance.None),
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Threads = options.Threads,
            Network = new() { TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new TaskPredictorTrainer(options).Run(cancellation));
}
