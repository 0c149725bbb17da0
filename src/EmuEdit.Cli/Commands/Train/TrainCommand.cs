using System.CommandLine;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit train</c>: makes a bundle. libtorch is loaded by the trainers alone.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train the parts of a bundle on the built-in world or on data sets, and export them.");
        foreach (var part in Parts())
            command.Add(part.Command);
        command.Add(TrainBundleCommand.Create());
        return command;
    }

    /// <summary>The parts that can be trained.</summary>
    public static IReadOnlyList<TrainPart> Parts() =>
    [
        TrainEditorCommand.Create(), TrainTaskPredictorCommand.Create(), TrainClipCommand.Create(), TrainTextToImageCommand.Create(),
        TrainAnnotatorCommand.CreateDetector(), TrainAnnotatorCommand.CreateSegmenter(), TrainAnnotatorCommand.CreateDepth(),
    ];
}
