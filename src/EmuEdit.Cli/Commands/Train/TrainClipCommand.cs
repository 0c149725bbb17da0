using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Clip;
using EmuEdit.Training.Networks;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train clip</c>: pictures and captions into one space.</summary>
internal static class TrainClipCommand
{
    private static readonly TrainSettings Settings = new(batch: 64);

    public static Command Create()
    {
        var command = new ExampleCommand("clip", "Train the picture and caption encoders that judge edits.", "emuedit train clip --run runs/tiny --minutes 10");
        Settings.AddTo(command);
        command.Runs(Train);
        return command;
    }

    private static void Train(ParseResult parsed, CancellationToken cancellation)
    {
        var run = Settings.Run(parsed);
        var (tokenize, vocabulary) = run.MakeTokenizer();
        var options = new ClipTrainerOptions
        {
            Folder = run.Part(TrainRun.ClipPart),
            Samples = run.World.Sample,
            HeldOut = run.HeldOut.Sample,
            Tokenize = tokenize,
            Vocabulary = vocabulary,
            Network = new ClipNetworkOptions { ImageSize = Settings.Size(parsed), TextLength = TrainRun.TextLength },
        };
        TrainReport.Print(new ClipTrainer(Settings.Apply(parsed, options)).Run(cancellation), cancellation);
    }
}
