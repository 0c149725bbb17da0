using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using static TorchSharp.torch;

namespace EmuEdit.Training.Annotators;

/// <summary>The loss, the scores and the visualisation of one annotator.</summary>
internal abstract class AnnotatorObjective(AnnotatorTrainerOptions options)
{
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    protected AnnotatorTrainerOptions Options { get; } = options;

    protected long Size => Options.Network.ImageSize;

    public abstract AnnotationBatch Batch(IReadOnlyList<AnnotatedImage> samples);

    /// <summary>The mean loss of a batch, differentiable. Its random numbers come from the generator.</summary>
    public abstract Tensor Loss(TorchOps ops, AnnotationBatch batch, Generator random);

    /// <summary>Scores by name: means over a batch of unmodified images.</summary>
    public abstract IReadOnlyDictionary<string, double> Score(TorchOps ops, AnnotationBatch batch);

    /// <summary>Draws images with predictions, one row per query or image.</summary>
    public abstract IReadOnlyList<(Image Picture, string Label)[]> Draw(TorchOps ops, AnnotationBatch batch);

    public static AnnotatorObjective Of(AnnotatorTrainerOptions options) => options.Annotator switch
    {
        Annotator.Detector => new DetectorObjective(options),
        Annotator.Segmenter => new SegmenterObjective(options),
        _ => new DepthObjective(options),
    };

    protected Tensor Images(AnnotationBatch batch) => tensor(batch.Pictures, [batch.Samples.Count, 3, Size, Size]);

    protected Tensor Rough(AnnotationBatch batch, Generator random) => Roughening.Apply(Images(batch), Options.Roughness, random);

    /// <summary>Repeats the row of each image for each of its queries.</summary>
    protected static Tensor ForQueries(Tensor ofPictures, AnnotationBatch batch) =>
        ofPictures.repeat_interleave(batch.QueriesPerPicture, 0);

    protected static Tensor BoxesOf(AnnotationBatch batch) => tensor(batch.Boxes, [batch.Queries.Count, 4]);

    protected Tensor MasksOf(AnnotationBatch batch) => tensor(batch.Masks, [batch.Queries.Count, 1, Size, Size]);
}
