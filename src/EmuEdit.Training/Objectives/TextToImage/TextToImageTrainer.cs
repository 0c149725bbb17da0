using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.TextToImage;

/// <summary>
/// Trains the text-to-image model of pair synthesis: U-Net and text encoder together, on the latents
/// of a bundle's autoencoder. It writes <c>run.json</c>, <c>checkpoint.safetensors</c>,
/// <c>metrics.jsonl</c>, <c>loss.png</c>, <c>error.png</c> and <c>samples.png</c> to the run's folder.
/// </summary>
/// <remarks>
/// Scores are mean squared errors of the network's output on held-out images, in pixels:
/// <c>error</c>, over uniform timesteps, and <c>error/noise</c>, from pure noise, where the network
/// knows only the captions.
/// </remarks>
/// <param name="options">The options, validated when the run starts.</param>
public sealed class TextToImageTrainer(TextToImageTrainerOptions options) : Trainer<TrainingResult>(options.Validate)
{
    private protected override TrainingResult Train(CancellationToken cancellationToken)
    {
        var model = new TextToImageNetwork(options.Network, options.Vocabulary);
        using var state = new TrainingState(model.Parameters, options.Optimiser, options.Parts);
        state.Constants[EditorTrainer.DeviationsName] = new([options.Deviations.Count], [.. options.Deviations]);
        using var objective = new TextToImageObjective(model, options);
        var heldOut = new HeldOutImages(options, objective, state);
        var loop = new TrainingLoop<CaptionBatch>(options, state,
            step => options.Batch(step, pairs => CaptionBatch.Of(pairs, options.Network.ImageSize, options.Tokenize)),
            (ops, batch, random) => objective.Loss(ops, batch, random), heldOut.Evaluate);
        loop.Prepare(
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
