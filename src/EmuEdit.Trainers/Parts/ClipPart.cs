using EmuEdit.Training.Clip;

namespace EmuEdit.Trainers;

/// <summary>CLIP: encoders of images and captions into one space.</summary>
internal static class ClipPart
{
    public static TrainPart Create() => TrainPart.Of(
        "clip",
        "Train the picture and caption encoders that judge edits.",
        ["emuedit train clip --run runs/tiny --minutes 10"],
        [],
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
