using EmuEdit.Core;
using EmuEdit.Training.Data;
using EmuEdit.Training.Export;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.TextToImage;

/// <summary>Options of the text-to-image model's training.</summary>
public sealed record TextToImageTrainerOptions : DiffusionTrainerOptions<CaptionedImage>
{
    /// <summary>
    /// The standard deviation of each channel of the autoencoder, from the bundle
    /// that the model is for; see <see cref="Export.BundleWeights.Deviations"/>.
    /// </summary>
    public required IReadOnlyList<float> Deviations { get; init; }

    /// <summary>
    /// Share of samples that lose their caption, for classifier-free guidance (Ho and Salimans
    /// 2022); 0 to 1, default 0.1.
    /// </summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>
    /// Share of samples at the noisiest fifth of the timesteps, where only the caption determines the image; the others
    /// are uniform. 0 to 1, default 0.5. With a smaller share, the model learns light and ground but not objects.
    /// </summary>
    public double NoisyShare { get; init; } = 0.5;

    /// <summary>
    /// Weight of naming what each cell shows, for samples whose objects are known; at least 0,
    /// default 0.02.
    /// </summary>
    public double NameWeight { get; init; } = 0.02;

    /// <summary>
    /// Whether to initialise from the editor of the bundle in <see cref="TrainerOptions.InitialWeights"/>,
    /// whose knowledge of objects, materials and light is useful here, too. Default false.
    /// </summary>
    public bool FromEditor { get; init; }

    /// <inheritdoc/>
    internal override Safetensors InitialWeightsOf(string bundle) => FromEditor
        ? EditorWeights.ForTextToImage(BundleWeights.Editor(bundle))
        : BundleWeights.Read(bundle, "text_to_image_unet/model.onnx", "text_to_image_text_encoder/model.onnx");

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Deviations.Count != Network.LatentChannels)
            throw new InvalidInputException(
                $"a bundle with latents of {Deviations.Count} channels",
                $"{Network.LatentChannels}, for pictures of {Network.ImageSize} pixels per side",
                "train at the size of the bundle"
            );
        if (FromEditor && !Directory.Exists(InitialWeights))
            throw new InvalidInputException(
                $"an editor to start from in '{InitialWeights}'",
                "the folder of a bundle",
                "name one as the initial weights"
            );
        OptionRange.Check(nameof(NoisyShare), NoisyShare, NoisyShare is >= 0 and <= 1, "0 to 1");
        OptionRange.Check(nameof(NameWeight), NameWeight, NameWeight >= 0, "at least 0");
        OptionRange.Check(nameof(Dropout), Dropout, Dropout is >= 0 and <= 1, "0 to 1");
    }
}
