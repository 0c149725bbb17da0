using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Export;
using EmuEdit.Training.TextToImage;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train text-to-image</c>: caption to picture, on the latents of a bundle.</summary>
internal static class TrainTextToImageCommand
{
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<int> Threads = TrainSettings.Threads();

    public static TrainPart Create() => TrainPart.Of(
        new ExampleCommand("text-to-image", "Train the text-to-image model, which pairs are synthesised with, on the autoencoder of a bundle.",
            "emuedit train text-to-image --run runs/tiny --minutes 90",
            "emuedit train text-to-image --run runs/mine --minutes 90 --bundle models/mine --data shards")
        { BundleFolder, Threads },
        batch: 32,
        (parsed, run, size) => new TextToImageTrainerOptions
        {
            Folder = run.Part(TrainRun.TextToImagePart),
            Samples = run.Data.WithCaptions().Picture,
            HeldOut = run.Data.HeldOutPicture,
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            Threads = parsed.GetValue(Threads),
            Deviations = BundleWeights.Deviations(parsed.GetValue(BundleFolder) ?? BundleOption.FindShipped()),
            Network = new() { ImageSize = size, TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new TextToImageTrainer(options).Run(cancellation));
}
