using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Networks;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train editor</c>: U-Net, text encoder and task embeddings together.</summary>
internal static class TrainEditorCommand
{
    private static readonly TrainOptionSet Set = new();

    public static Command Create()
    {
        var command = new ExampleCommand("editor", "Train the editor: U-Net, text encoder and task embeddings.",
            "emuedit train editor --run runs/tiny --minutes 90",
            "emuedit train editor --run runs/tiny --steps 20000 --size 64 --seed 1");
        Set.AddTo(command);
        command.Runs(Train);
        return command;
    }

    private static void Train(ParseResult parsed, CancellationToken cancellation)
    {
        var run = Set.Read(parsed);
        TrainReport.Print(new EditorTrainer(new EditorTrainerOptions
        {
            Folder = run.PartFolder("editor"),
            Samples = run.Samples,
            HeldOut = run.HeldOut,
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Network = new EditNetworkOptions { ImageSize = run.Size, TextLength = TrainRun.TextLength },
            Seed = run.Seed,
            Steps = run.Steps,
            Minutes = run.Minutes,
            BatchSize = run.BatchSize,
            InitialWeights = run.InitialWeights,
            Progress = TrainReport.Lines(),
            Log = Console.WriteLine,
        }).Run(cancellation), cancellation);
    }
}
