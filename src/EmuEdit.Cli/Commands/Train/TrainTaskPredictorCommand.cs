using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Networks;
using EmuEdit.Training.Predictor;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train task-predictor</c>: instruction to task.</summary>
internal static class TrainTaskPredictorCommand
{
    private static readonly TrainSettings Settings = new(batch: 64);

    public static Command Create()
    {
        var command = new ExampleCommand("task-predictor", "Train the task predictor; it is scored on phrasings that it never sees.",
            "emuedit train task-predictor --run runs/tiny --minutes 5");
        Settings.AddTo(command);
        command.Runs(Train);
        return command;
    }

    private static void Train(ParseResult parsed, CancellationToken cancellation)
    {
        var run = Settings.Run(parsed);
        var (tokenize, vocabulary) = run.MakeTokenizer();
        var options = new TaskPredictorTrainerOptions
        {
            Folder = run.Part(TrainRun.PredictorPart),
            Samples = index => Ask(run.World, index),
            HeldOut = index => Ask(run.HeldOutPhrasings, index),
            Tokenize = tokenize,
            Vocabulary = vocabulary,
            Network = new TaskPredictorNetworkOptions { TextLength = TrainRun.TextLength },
        };
        TrainReport.Print(new TaskPredictorTrainer(Settings.Apply(parsed, options)).Run(cancellation), cancellation);
    }

    private static Instruction Ask(WorldDataset world, long index)
    {
        var (text, task) = world.Instruction(index);
        return new(text, task);
    }
}
