using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.TextToImage;

/// <summary>
/// Trains the text-to-image model of pair synthesis: U-Net and text encoder together, on the latents
/// of a bundle's autoencoder. It writes <c>run.json</c>, <c>checkpoint.safetensors</c>,
/// <c>metrics.jsonl</c>, <c>loss.png</c>, <c>error.png</c> and <c>samples.png</c> to the run's folder.
/// </summary>
/// <param name="options">The options, validated when the run starts.</param>
public sealed class TextToImageTrainer(TextToImageTrainerOptions options)
{
    /// <summary>Trains to the end, or until stopped. A stopped or killed run continues from its checkpoint when run again.</summary>
    /// <param name="cancellationToken">Stops after the current step. The checkpoint is written before this returns.</param>
    /// <returns>
    /// Mean squared error of the network's output on held-out images, in pixels: <c>error</c>, over uniform
    /// timesteps, and <c>error/noise</c>, from pure noise, where the network knows only the captions.
    /// </returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the
    /// folder's checkpoint is damaged or belongs to other options.</exception>
    public TrainingResult Run(CancellationToken cancellationToken = default)
    {
        options.Validate();
        TorchRuntime.EnsureLoaded();
        return Train(cancellationToken);
    }

    // A separate method, so that no TorchSharp type is touched before libtorch is loaded.
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
        RunFile.Write(
            options,
            state.Precision,
            options.Network,
            new
            {
                options.Parts,
                options.Dropout,
                options.NoisyShare,
                options.NameWeight,
            }
        );
        return loop.Run(cancellationToken);
    }
}
