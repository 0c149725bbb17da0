using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Export;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Clip;

/// <summary>How to train the two CLIP encoders. A sample gives two pairs: the input with its caption, the target with its own.</summary>
public sealed record ClipTrainerOptions : TrainerOptions<EditSample>
{
    /// <summary>Sizes of the networks.</summary>
    public ClipNetworkOptions Network { get; init; } = new();

    /// <inheritdoc/>
    internal override Safetensors InitialWeightsOf(string bundle) => BundleWeights.Read(bundle, "clip/vision_model.onnx", "clip/text_model.onnx");

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Network.Validate();
    }
}
