using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Evaluation;

/// <summary>
/// Source of an edit's task embedding, for the ablation that shows whether it matters (Emu Edit,
/// table 4).
/// </summary>
public enum TaskSource
{
    /// <summary>The task predictor's result for the instruction.</summary>
    Predicted,

    /// <summary>The sample's own task.</summary>
    True,

    /// <summary>A random other task, each equally likely.</summary>
    Shuffled,
}

/// <summary>Adapts a bundle as an editor of a suite.</summary>
public static class BundleEditors
{
    private const int ShuffleStream = 1;

    /// <summary>
    /// Creates an editor from the whole pipeline. It sees the input, the instruction
    /// and, depending on the source, a task. The seed of an edit is its sample's index.
    /// </summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="options">Steps, guidance and other options; task and seed are replaced.</param>
    /// <param name="source">Source of the task.</param>
    public static ImageEditor Of(EditPipeline pipeline, EditOptions options, TaskSource source)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        return (sample, index) =>
            pipeline.Edit(sample.Input, sample.Instruction, options with { Task = TaskOf(sample, index, source), Seed = index }).Image;
    }

    /// <summary>Creates an editor of conversation turns from the pipeline, with predicted tasks.</summary>
    public static TurnEditor Turns(EditPipeline pipeline, EditOptions options) =>
        (input, instruction, seed) => pipeline.Edit(input, instruction, options with { Seed = seed }).Image;

    /// <summary>
    /// Creates the upper bound: decode(encode(target)), what the bundle's
    /// autoencoder retains of a perfect result. Images must have the bundle's size.
    /// </summary>
    public static ImageEditor Ceiling(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var autoencoder = bundle.Autoencoder;
        return (sample, _) =>
        {
            var latent = autoencoder.Encode(ModelPixels.From(sample.Target));
            return ModelPixels.ToImage(
                autoencoder.Decode(latent.Values, new((int)latent.Shape[1], (int)latent.Shape[2], (int)latent.Shape[3])).Values,
                bundle.ImageSize
            );
        };
    }

    private static string? TaskOf(EditSample sample, long index, TaskSource source) => source switch
    {
        TaskSource.True => sample.Task.Name,
        TaskSource.Shuffled => Other(sample.Task, index).Name,
        _ => null,
    };

    private static EditTask Other(EditTask task, long index)
    {
        var step = 1 + new CounterRandom(task.Index, index, ShuffleStream).Next(EditTask.All.Count - 1);
        return EditTask.All[(task.Index + step) % EditTask.All.Count];
    }
}
