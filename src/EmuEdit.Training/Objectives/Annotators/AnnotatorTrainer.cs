using EmuEdit.Imaging;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Annotators;

/// <summary>
/// Trains a detector, a segmenter or a depth estimator on images with known ground truth. It writes
/// <c>run.json</c>, <c>checkpoint.safetensors</c>, <c>metrics.jsonl</c>, <c>loss.png</c>, a curve
/// of each score and <c>samples.png</c> to the run's folder.
/// </summary>
/// <remarks>
/// Scores on held-out images. For a detector: <c>presence</c>, the share of correct answers whether
/// an object is present, with as many present as absent; and <c>iou</c>, the mean intersection over
/// union of the boxes of present objects. For a segmenter: <c>iou</c> of the masks, given boxes as
/// a detector finds them. For a depth estimator: <c>error</c>, the mean absolute error on 0 to 1.
/// </remarks>
/// <param name="options">The options, validated when the run starts.</param>
public sealed class AnnotatorTrainer(AnnotatorTrainerOptions options) : Trainer<TrainingResult>(options.Validate)
{
    private const int SheetRows = 10;

    private protected override TrainingResult Train(CancellationToken cancellationToken)
    {
        var objective = AnnotatorObjective.Of(options);
        using var state = new TrainingState(objective.Parameters, options.Optimiser, options.Parts);
        AnnotationBatch[] heldOut =
        [
            .. Enumerable.Range(0, options.HeldOutCount).Select(i => options.HeldOut(i)).Chunk(options.BatchSize).Select(objective.Batch),
        ];
        var loop = new TrainingLoop<AnnotationBatch>(
            options,
            state,
            step => options.Batch(step, objective.Batch),
            objective.Loss,
            metrics => Score(objective, state.Ops, heldOut, metrics));
        loop.Prepare(options.Network, new { Annotator = options.Annotator.ToString(), options.Roughness });
        return loop.Run(cancellationToken);
    }

    private Dictionary<string, double> Score(
        AnnotatorObjective objective,
        TorchOps ops,
        AnnotationBatch[] heldOut,
        IReadOnlyList<TrainingProgress> metrics
    )
    {
        var scores = new Dictionary<string, double>();
        foreach (var batch in heldOut)
        {
            using var scope = NewDisposeScope();
            foreach (var (name, mean) in objective.Score(ops, batch))
                scores[name] = scores.GetValueOrDefault(name) + mean * batch.Samples.Count / options.HeldOutCount;
        }
        foreach (var (name, score) in scores)
            RunPlots.Draw(options.Folder, metrics, name, score);
        var drawn = objective.Draw(ops, objective.Batch([.. heldOut[0].Samples.Take(SheetRows)]));
        new SkiaCodec().Write(Path.Combine(options.Folder, "samples.png"), Sheet.Grid(drawn, cell: 96));
        return scores;
    }
}
