using EmuEdit.Dataset;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Trainers;

/// <summary>The task predictor: instruction to task.</summary>
internal static class TaskPredictorPart
{
    public static TrainPart Create() => TrainPart.Of(
        "task-predictor",
        "Train the task predictor; on the world it is scored on phrasings that it never sees.",
        ["emuedit train task-predictor --run runs/tiny --minutes 5"],
        [],
        batch: 64,
        (_, run, _) => new TaskPredictorTrainerOptions
        {
            Folder = run.Part(TrainRun.PredictorPart),
            Samples = run.Data.Instruction,
            HeldOut = run.Data.HeldOutInstruction,
            Warnings = run.Data.Warnings(TaskBalance.None),
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Network = new() { TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new TaskPredictorTrainer(options).Run(cancellation));
}
