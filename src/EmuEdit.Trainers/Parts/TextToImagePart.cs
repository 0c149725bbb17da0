using System.ComponentModel.DataAnnotations;
using EmuEdit.Training.Export;
using EmuEdit.Training.TextToImage;

namespace EmuEdit.Trainers;

/// <summary>The options of the text-to-image model's training.</summary>
public sealed record TextToImageOptions : ThreadedTrainOptions
{
    /// <summary>Creates the options with a batch of 32.</summary>
    public TextToImageOptions() => Batch = 32;

    /// <summary>The folder of the bundle whose autoencoder is used. Default null: the bundle that makes edits.</summary>
    [TrainOption("Folder of the model bundle whose autoencoder is used; default the one that makes edits", Value = "folder")]
    public string? Bundle { get; init; }

    /// <summary>Whether the editor's weights of the bundle of <see cref="TrainOptions.Initial"/> are taken.</summary>
    [TrainOption("Start from the editor's weights of the bundle of --initial")]
    public bool FromEditor { get; init; }

    /// <summary>The share of samples at the noisiest fifth of the timesteps.</summary>
    [TrainOption("Share of samples at the noisiest fifth of the timesteps"), Range(0, 1)]
    public double NoisyShare { get; init; } = 0.5;
}

/// <summary>The text-to-image model: caption to image, on the latents of a bundle.</summary>
internal static class TextToImagePart
{
    public static TrainPart Create(Func<string> bundle) => TrainPart.Of(
        "text-to-image",
        "Train the text-to-image model, which makes pairs, on the autoencoder of a bundle.",
        [
            "emuedit train text-to-image --run runs/tiny --minutes 90 --initial models/tiny --from-editor",
            "emuedit train text-to-image --run runs/mine --minutes 90 --bundle models/mine --data shards",
        ],
        new TextToImageOptions(),
        (options, run) => new TextToImageTrainerOptions
        {
            Folder = run.Part(TrainRun.TextToImagePart),
            Samples = run.Data.WithCaptions().Image,
            HeldOut = run.Data.HeldOutImage,
            Tokenize = run.Tokenize,
            Vocabulary = run.Vocabulary,
            NoisyShare = options.NoisyShare,
            FromEditor = options.FromEditor,
            Threads = options.Threads,
            Deviations = BundleWeights.Deviations(options.Bundle ?? bundle()),
            Network = new() { ImageSize = options.Size, TextLength = TrainRun.TextLength },
        },
        (options, cancellation) => new TextToImageTrainer(options).Run(cancellation));
}
