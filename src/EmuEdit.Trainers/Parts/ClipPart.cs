using EmuEdit.Training.Clip;

namespace EmuEdit.Trainers;

/// <summary>The options of CLIP's training.</summary>
public sealed record ClipOptions : TrainOptions
{
    /// <summary>Creates the options with a batch of 64.</summary>
    public ClipOptions() => Batch = 64;
}

/// <summary>CLIP: encoders of images and captions into one space.</summary>
internal static class ClipPart
{
    public static TrainPart Create() => TrainPart.Of(
        "clip",
        "Train the image and caption encoders that judge edits.",
        ["emuedit train clip --run runs/tiny --minutes 10"],
        new ClipOptions(),
        (options, run) => new ClipTrainerOptions
        {
            Folder = run.Part(TrainRun.ClipPart),
            Samples = run.Data.WithCaptions().Sample,
            HeldOut = run.Data.HeldOut,
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Network = new() { ImageSize = options.Size, TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new ClipTrainer(options).Run(cancellation));
}
