using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Storage;
using EmuEdit.Trainers;
using EmuEdit.Training.Jobs;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Commands;

/// <summary>What learns tasks for a server, in a folder of its own within the data folder.</summary>
internal static class ServedLearning
{
    public static Option<double> SliceOption() => NumberOption.Of("--learning-slice", "Seconds that a task is learned for, or a part trained, between two moments that it can be paused at, and that a killed server goes on from", "0.1 to 3600", new EmbeddedLearningOptions().Slice.TotalSeconds);

    public static Option<string?> PathsOption() => new("--allow-paths") { Description = "Let trainings name files in this folder; default none, and data are batches of the server", HelpName = "folder" };

    /// <summary>Opens it and goes on with unfinished jobs; null for a bundle that takes no tasks.</summary>
    /// <param name="dataFolder">Its folder is in it.</param>
    /// <param name="bundle">Learns tasks.</param>
    /// <param name="codec">Reads and writes pictures.</param>
    /// <param name="blobs">Where documents and files are; null for the folder.</param>
    /// <param name="batches">Has the batches that can be trained on; null where there are none.</param>
    /// <param name="settings">Seconds, see <see cref="SliceOption"/>, and the folder of <see cref="PathsOption"/>; null for none.</param>
    /// <param name="log">Told what goes wrong.</param>
    public static EmbeddedLearning? Open(string dataFolder, Bundle bundle, SkiaCodec codec, IBlobStore? blobs, IBlobStore? batches, (double Slice, string? Paths) settings, ILogger log)
    {
        var slice = settings.Slice;
        if (slice is not (>= 0.1 and <= 3600))
            throw new InvalidInputException(FormattableString.Invariant($"--learning-slice {slice}"), "0.1 to 3600");
        if (bundle.TaskEmbeddings is null)
            return null;
        var folder = Path.Combine(dataFolder, "learning");
        var scratch = Path.Combine(folder, "scratch");
        // What a process left that was killed; the data folder is this one's alone.
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
        var trainer = new OptionTrainer(new(bundle.Folder) { Batches = batches, Paths = settings.Paths is { } paths ? new(paths) : null, Scratch = scratch });
        return EmbeddedLearning.Open(folder, bundle, codec, new TaskInverter { Commit = TrainRun.Commit }, trainer, new() { Slice = TimeSpan.FromSeconds(slice), Blobs = blobs, Scratch = scratch, Log = log });
    }
}
