using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Export;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Annotators;

/// <summary>The models that annotate images.</summary>
public enum Annotator
{
    /// <summary>Maps a phrase to its box, and to whether the object is present.</summary>
    Detector,
    /// <summary>Maps a box to the mask of the object in it.</summary>
    Segmenter,
    /// <summary>Maps an image to the nearness of its pixels.</summary>
    Depth,
}

/// <summary>
/// Options of an annotator's training. Each image gives the detector four
/// phrases, two of them of present objects, and the segmenter two boxes.
/// </summary>
public sealed record AnnotatorTrainerOptions : ParallelTrainerOptions<AnnotatedImage>
{
    /// <summary>The annotator to train.</summary>
    public required Annotator Annotator { get; init; }

    /// <summary>Sizes of the network.</summary>
    public AnnotatorNetworkOptions Network { get; init; } = new();

    /// <summary>
    /// How strongly training images are blurred, made noisy and shifted in colour,
    /// to resemble the output of a diffusion model. 0 (not at all) to 2; default 1.
    /// </summary>
    public double Roughness { get; init; } = 1;

    /// <inheritdoc/>
    internal override Safetensors InitialWeightsOf(string bundle) =>
        BundleWeights.Read(bundle, $"{Annotator.ToString().ToLowerInvariant()}/model.onnx");

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Network.Validate();
        OptionRange.Check(nameof(Roughness), Roughness, Roughness is >= 0 and <= 2, "0 to 2");
    }
}
