using System.CommandLine;
using EmuEdit.Training.Export;
using EmuEdit.Training.TextToImage;

namespace EmuEdit.Trainers;

/// <summary>The text-to-image model: caption to image, on the latents of a bundle.</summary>
internal static class TextToImagePart
{
    private static readonly Option<string?> BundleFolder = new("--bundle")
    {
        Description = "Folder of the model bundle whose autoencoder is used; default the one that is edited with",
        HelpName = "folder",
    };
    private static readonly Option<bool> FromEditor = new("--from-editor")
    {
        Description = "Of the bundle of --initial, take the editor's weights",
    };
    private static readonly Option<double> NoisyShare = NumberOption.Of(
        "--noisy-share",
        "Share of samples at the noisiest fifth of the timesteps",
        "0 to 1",
        0.5
    );
    private static readonly Option<int> Threads = TrainSettings.Threads();

    public static TrainPart Create(Func<string> bundle) => TrainPart.Of(
        "text-to-image",
        "Train the text-to-image model, which pairs are synthesised with, on the autoencoder of a bundle.",
        [
            "emuedit train text-to-image --run runs/tiny --minutes 90 --initial models/tiny --from-editor",
            "emuedit train text-to-image --run runs/mine --minutes 90 --bundle models/mine --data shards",
        ],
        [BundleFolder, FromEditor, NoisyShare, Threads],
        batch: 32,
        (parsed, run, size) => new TextToImageTrainerOptions
        {
            Folder = run.Part(TrainRun.TextToImagePart),
            Samples = run.Data.WithCaptions().Image,
            HeldOut = run.Data.HeldOutImage,
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            NoisyShare = parsed.GetValue(NoisyShare),
            FromEditor = parsed.GetValue(FromEditor),
            Threads = parsed.GetValue(Threads),
            Deviations = BundleWeights.Deviations(parsed.GetValue(BundleFolder) ?? bundle()),
            Network = new() { ImageSize = size, TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new TextToImageTrainer(options).Run(cancellation));
}
