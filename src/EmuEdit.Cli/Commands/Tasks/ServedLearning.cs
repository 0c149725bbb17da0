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
    /// <summary>Opens it and goes on with unfinished jobs; null for a bundle that takes no tasks.</summary>
    public static EmbeddedLearning? Open(string dataFolder, Bundle bundle, SkiaCodec codec, IBlobStore? blobs, ILogger log)
    {
        if (bundle.TaskEmbeddings is null)
            return null;
        var folder = Path.Combine(dataFolder, "learning");
        var scratch = Path.Combine(folder, "scratch");
        // What a process left that was killed; the data folder is this one's alone.
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
        return EmbeddedLearning.Open(folder, bundle, codec, new TaskInverter { Commit = TrainRun.Commit }, trainer: null, new() { Blobs = blobs, Scratch = scratch, Log = log });
    }
}
