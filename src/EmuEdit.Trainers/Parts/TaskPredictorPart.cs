using System.CommandLine;
using EmuEdit.Dataset;
using EmuEdit.Training.Predictor;

namespace EmuEdit.Trainers;

/// <summary>The task predictor: instruction to task.</summary>
internal static class TaskPredictorPart
{
    private static readonly Option<int> Threads = TrainSettings.Threads();

    public static TrainPart Create() => TrainPart.Of(
        "task-predictor",
        "Train the task predictor; on the world it is scored on phrasings that it never sees.",
        ["emuedit train task-predictor --run runs/tiny --minutes 5"],
        [Threads],
        batch: 64,
        (parsed, run, _) => new TaskPredictorTrainerOptions
        {
            Folder = run.Part(TrainRun.PredictorPart),
            Samples = run.Data.Instruction,
            HeldOut = run.Data.HeldOutInstruction,
            Warnings = run.Data.Warnings(TaskBalance.None),
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Threads = parsed.GetValue(Threads),
            Network = new() { TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new TaskPredictorTrainer(options).Run(cancellation));
}
