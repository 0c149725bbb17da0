using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Export;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Clip;

/// <summary>
/// Options of CLIP training, for both encoders. Each sample gives two pairs: the input and its
/// caption, the target and its caption.
/// </summary>
public sealed record ClipTrainerOptions : TrainerOptions<EditSample>
{
    /// <summary>Sizes of the networks.</summary>
    public ClipNetworkOptions Network { get; init; } = new();

    /// <inheritdoc/>
    internal override Safetensors InitialWeightsOf(string bundle) =>
        BundleWeights.Read(bundle, "clip/vision_model.onnx", "clip/text_model.onnx");

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Network.Validate();
    }
}
