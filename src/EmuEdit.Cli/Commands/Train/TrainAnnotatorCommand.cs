using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Training.Annotators;
using EmuEdit.Training.Networks;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train detector</c>, <c>segmenter</c> and <c>depth</c>: what pairs are synthesised and filtered with.</summary>
internal static class TrainAnnotatorCommand
{
    private static readonly Option<int> Threads = TrainSettings.Threads();

    public static TrainPart CreateDetector() => Create(
        Annotator.Detector, TrainRun.DetectorPart,
        new("detector", "Train the detector: a phrase to its box, and whether it is there.", "emuedit train detector --run runs/tiny --minutes 10") { Threads });

    public static TrainPart CreateSegmenter() => Create(
        Annotator.Segmenter, TrainRun.SegmenterPart,
        new("segmenter", "Train the segmenter: a box to the mask of what it holds.", "emuedit train segmenter --run runs/tiny --minutes 10") { Threads });

    public static TrainPart CreateDepth() => Create(
        Annotator.Depth, TrainRun.DepthPart,
        new("depth", "Train the depth estimator.", "emuedit train depth --run runs/tiny --minutes 10") { Threads });

    private static TrainPart Create(Annotator annotator, string part, ExampleCommand command) => TrainPart.Of(
        command,
        batch: 32,
        (parsed, run, size) =>
        {
            var network = new AnnotatorNetworkOptions { ImageSize = size };
            return new AnnotatorTrainerOptions
            {
                Folder = run.Part(part),
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
