using EmuEdit.Diffusion;
using EmuEdit.Networks;
using EmuEdit.Training.Data;
using EmuEdit.Training.Runs;

namespace EmuEdit.Training.Editor;

/// <summary>
/// Trains the editor: U-Net, text encoder and task embeddings together (Emu Edit, eq. 2). It writes
/// <c>run.json</c>, <c>checkpoint.safetensors</c>, <c>metrics.jsonl</c>, <c>loss.png</c>,
/// <c>success.png</c> and <c>samples.png</c> to the run's folder.
/// </summary>
/// <remarks>Scores: <c>success</c>, the mean over tasks, and <c>success/{task}</c>.</remarks>
/// <param name="options">The options, validated when the run starts.</param>
public sealed class EditorTrainer(EditorTrainerOptions options) : Trainer<TrainingResult>(options.Validate)
{
    private const int DeviationSamples = 256;
    internal const string DeviationsName = "transform.deviations";

    /// <summary>
    /// The noise schedule: Stable Diffusion's, rescaled to zero terminal SNR. The network predicts
    /// the clean sample.
    /// </summary>
    public static SchedulerConfig Schedule => EditModel.Schedule;

    private protected override TrainingResult Train(CancellationToken cancellationToken)
    {
        var model = new EditModel(options.Network, options.Vocabulary, options.Tasks.Count);
        using var state = new TrainingState(model.Parameters, options.Optimiser, options.Parts);
        state.Constants[DeviationsName] = new([options.Network.LatentChannels], new float[options.Network.LatentChannels]);
        EditObjective? objective = null;
        HeldOutEdits? heldOut = null;
        var loop = new TrainingLoop<EditBatch>(options, state,
            step => options.Batch(step, options.Lay),
            (ops, batch, random) => objective!.Loss(ops, batch, random), metrics => heldOut!.Evaluate(metrics));
        loop.Prepare(
            options.Network,
            new
            {
                options.Parts,
                options.LastTimestepShare,
                options.Dropout,
                options.HuberWidth,
                options.OutsideWeight,
                options.GateWeight,
            }
        );
        if (state.Constants[DeviationsName].Values.All(d => d == 0))
            state.Constants[DeviationsName] = new(
                [options.Network.LatentChannels],
                LatentStatistics.Deviations(options.Network, options.Samples, DeviationSamples)
            );
        using var trained = objective = new(
            model,
            new(options.Network.Patch, state.Constants[DeviationsName].Values),
            options,
            options.Tokenize("")
        );
        heldOut = new(options, objective, state);
        return loop.Run(cancellationToken);
    }
}
