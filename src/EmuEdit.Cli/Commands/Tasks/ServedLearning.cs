using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Storage;
using EmuEdit.Training.Jobs;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Commands;

/// <summary>What learns tasks for a server, in a folder of its own within the data folder.</summary>
internal static class ServedLearning
{
    public static Option<double> SliceOption() => NumberOption.Of("--learning-slice", "Seconds that a task is learned for, or a part trained, between two moments that it can be paused at, and that a killed server goes on from", "0.1 to 3600", new EmbeddedLearningOptions().Slice.TotalSeconds);

    /// <summary>Opens it and goes on with unfinished jobs; null for a bundle that takes no tasks.</summary>
    public static EmbeddedLearning? Open(string dataFolder, Bundle bundle, SkiaCodec codec, IBlobStore? blobs, double slice, ILogger log)
    {
        if (slice is not (>= 0.1 and <= 3600))
            throw new InvalidInputException(FormattableString.Invariant($"--learning-slice {slice}"), "0.1 to 3600");
        if (bundle.TaskEmbeddings is null)
            return null;
        var folder = Path.Combine(dataFolder, "learning");
        var scratch = Path.Combine(folder, "scratch");
        // What a process left that was killed; the data folder is this one's alone.
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
        return EmbeddedLearning.Open(folder, bundle, codec, new TaskInverter { Commit = TrainRun.Commit }, new CommandTrainer(), new() { Slice = TimeSpan.FromSeconds(slice), Blobs = blobs, Scratch = scratch, Log = log });
    }
}
