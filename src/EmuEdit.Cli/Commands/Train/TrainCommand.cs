using System.CommandLine;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train</c>: makes a bundle. libtorch is loaded by the trainers alone.</summary>
internal static class TrainCommand
{
    public static Command Create() => new("train", "Train the parts of a bundle on the built-in world, on shards or on Parquet files, and export them.")
    {
        TrainEditorCommand.Create(), TrainTaskPredictorCommand.Create(), TrainClipCommand.Create(), TrainTextToImageCommand.Create(),
        TrainAnnotatorCommand.CreateDetector(), TrainAnnotatorCommand.CreateSegmenter(), TrainAnnotatorCommand.CreateDepth(), TrainBundleCommand.Create(),
    };
}
