using EmuEdit.Networks;
using EmuEdit.Training.Annotators;

namespace EmuEdit.Trainers;

/// <summary>The options of the trainings of detector, segmenter and depth estimator.</summary>
public sealed record AnnotatorOptions : ThreadedTrainOptions
{
    /// <summary>Creates the options with a batch of 32 and a learning rate of 2e-3.</summary>
    public AnnotatorOptions() => (Batch, LearningRate) = (32, 2e-3);
}

/// <summary>Detector, segmenter and depth estimator, which pair synthesis and filters use.</summary>
internal static class AnnotatorParts
{
    public static TrainPart CreateDetector() =>
        Create(Annotator.Detector, TrainRun.DetectorPart, "Train the detector: a phrase to its box, and whether it is there.");

    public static TrainPart CreateSegmenter() =>
        Create(Annotator.Segmenter, TrainRun.SegmenterPart, "Train the segmenter: a box to the mask of its object.");

    public static TrainPart CreateDepth() => Create(Annotator.Depth, TrainRun.DepthPart, "Train the depth estimator.");

    private static TrainPart Create(Annotator annotator, string name, string description) => TrainPart.Of(
        name,
        description,
        [$"emuedit train {name} --run runs/tiny --minutes 10"],
        new AnnotatorOptions(),
        (options, run) =>
        {
            var network = new AnnotatorNetworkOptions { ImageSize = options.Size };
            return new AnnotatorTrainerOptions
            {
                Folder = run.Part(name),
                Annotator = annotator,
                Samples = run.Data.Annotated,
                HeldOut = run.Data.HeldOutAnnotated,
                Tokenize = text => run.Tokenize(text, network.TextLength),
                Vocabulary = run.Vocabulary,
                Threads = options.Threads,
                Network = network,
            };
        },
        (options, cancellation) => new AnnotatorTrainer(options).Run(cancellation));
}
