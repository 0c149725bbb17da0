using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Networks;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train editor</c>: U-Net, text encoder and task embeddings together.</summary>
internal static class TrainEditorCommand
{
    private const double DefaultShare = 0.6;

    private static readonly TrainSettings Settings = new(batch: 32);
    private static readonly Option<double> LastTimestepShare = NumberOption.Of("--last-timestep-share", "Share of samples at the last timestep, pure noise", "0 to 1", DefaultShare);

    public static Command Create()
    {
        var command = new ExampleCommand("editor", "Train the editor: U-Net, text encoder and task embeddings.",
            "emuedit train editor --run runs/tiny --minutes 90",
            "emuedit train editor --run runs/tiny --steps 20000 --size 64 --seed 1");
        Settings.AddTo(command);
        command.Add(LastTimestepShare);
        command.Runs(Train);
        return command;
    }

    private static void Train(ParseResult parsed, CancellationToken cancellation)
    {
        var run = Settings.Run(parsed);
        var (tokenize, vocabulary) = run.MakeTokenizer();
        var options = new EditorTrainerOptions
        {
            Folder = run.Part(TrainRun.EditorPart),
            Samples = run.World.Sample,
            HeldOut = run.HeldOut.Sample,
            Tokenize = tokenize,
            Vocabulary = vocabulary,
            LastTimestepShare = parsed.GetValue(LastTimestepShare),
            Network = new EditNetworkOptions { ImageSize = Settings.Size(parsed), TextLength = TrainRun.TextLength },
        };
        TrainReport.Print(new EditorTrainer(Settings.Apply(parsed, options)).Run(cancellation), cancellation);
    }
}
