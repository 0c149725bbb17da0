using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.TextToImage;

/// <summary>
/// Trains the text-to-image model, which pairs are synthesised with: U-Net and text encoder together, on the latents of a bundle's autoencoder. The run's folder gets <c>run.json</c>,
/// <c>checkpoint.safetensors</c>, <c>metrics.jsonl</c>, <c>loss.png</c>, <c>error.png</c> and <c>samples.png</c>.
/// </summary>
/// <param name="options">Validated when the run starts.</param>
public sealed class TextToImageTrainer(TextToImageTrainerOptions options)
{
    /// <summary>Trains to the end, or until stopped; a stopped or killed run goes on where its checkpoint is when run again.</summary>
    /// <param name="cancellationToken">Stops after the current step; the checkpoint is written before this returns.</param>
    /// <returns>Of held-out pictures, the mean squared error of what the network says, in pixels: <c>error</c>, over all timesteps alike, and <c>error/noise</c>, from pure noise, where it knows their captions alone.</returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder's checkpoint is of other options or broken.</exception>
    public TrainingResult Run(CancellationToken cancellationToken = default)
    {
        options.Validate();
        TorchRuntime.EnsureLoaded();
        return Train(cancellationToken);
    }

    // Apart, so that no TorchSharp type is touched before libtorch is loaded.
    private TrainingResult Train(CancellationToken cancellationToken)
    {
        var model = new TextToImageNetwork(options.Network, options.Vocabulary);
        using var state = new TrainingState(model.Parameters, options.Optimiser, options.Parts);
        state.Constants[EditorTrainer.DeviationsName] = new([options.Deviations.Count], [.. options.Deviations]);
        using var objective = new TextToImageObjective(model, options);
        var heldOut = new HeldOutImages(options, objective, state);
        var loop = new TrainingLoop<CaptionBatch>(options, state,
            step => options.Batch(step, pairs => CaptionBatch.Of(pairs, options.Network.ImageSize, options.Tokenize)),
            (ops, batch, random) => objective.Loss(ops, batch, random), heldOut.Evaluate);
        loop.Prepare();
        RunFile.Write(options, state.Precision, options.Network, new { options.Parts, options.Dropout, options.NoisyShare, options.NameWeight });
        return loop.Run(cancellationToken);
    }
}
