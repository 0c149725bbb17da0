using System.CommandLine;
using EmuEdit.Networks;
using EmuEdit.Training.Annotators;

namespace EmuEdit.Trainers;

/// <summary>Detector, segmenter and depth estimator, which pair synthesis and filters use.</summary>
internal static class AnnotatorParts
{
    private static readonly Option<int> Threads = TrainSettings.Threads();

    public static TrainPart CreateDetector() =>
        Create(Annotator.Detector, TrainRun.DetectorPart, "Train the detector: a phrase to its box, and whether it is there.");

    public static TrainPart CreateSegmenter() =>
        Create(Annotator.Segmenter, TrainRun.SegmenterPart, "Train the segmenter: a box to the mask of what it holds.");

    public static TrainPart CreateDepth() => Create(Annotator.Depth, TrainRun.DepthPart, "Train the depth estimator.");

    private static TrainPart Create(Annotator annotator, string name, string description) => TrainPart.Of(
        name,
        description,
        [$"emuedit train {name} --run runs/tiny --minutes 10"],
        [Threads],
        batch: 32,
        (parsed, run, size) =>
        {
            var network = new AnnotatorNetworkOptions { ImageSize = size };
            return new AnnotatorTrainerOptions
            {
                Folder = run.Part(name),
                Annotator = annotator,
                Samples = run.Data.Annotated,
                HeldOut = run.Data.HeldOutAnnotated,
                Tokenize = text => run.Tokenize(text, network.TextLength),
                Vocabulary = run.Vocabulary,
                Threads = parsed.GetValue(Threads),
                Network = network,
            };
        },
        (options, cancellation) => new AnnotatorTrainer(options).Run(cancellation),
        rate: 2e-3);
}
