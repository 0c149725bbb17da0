using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Clip;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train clip</c>: pictures and captions into one space.</summary>
internal static class TrainClipCommand
{
    public static TrainPart Create() => TrainPart.Of(
        new ExampleCommand("clip", "Train the picture and caption encoders that judge edits.", "emuedit train clip --run runs/tiny --minutes 10"),
        batch: 64,
        (_, run, size) => new ClipTrainerOptions
        {
            Folder = run.Part(TrainRun.ClipPart),
            Samples = run.Data.WithCaptions().Sample,
            HeldOut = run.Data.HeldOut,
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Network = new() { ImageSize = size, TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new ClipTrainer(options).Run(cancellation));
}
