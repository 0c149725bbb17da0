using System.CommandLine;
using EmuEdit.Factory;
using EmuEdit.Onnx;
using EmuEdit.Storage;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Commands;

/// <summary>The factory of a server, in a folder of its own within the data folder, and the queue that messages start batches from.</summary>
internal static class ServedFactory
{
    // A connection string has a key in it, and command lines can be read by others of the machine.
    private const string Variable = "EMUEDIT_BATCHES";

    public static Option<string?> QueueOption() => new("--batches")
    {
        Description = $"Take messages that start batches from Azure Storage queues ({EmbeddedFactory.QueueName}, {EmbeddedFactory.PoisonQueueName}): the account's queue URL (used with this machine's or user's identity), "
            + $"or a connection string; default ${Variable}, or else a queue in the data folder",
        HelpName = "url|connection-string",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null,
    };

    /// <summary>Opens it and goes on with unfinished batches; null for a bundle that cannot draw pairs.</summary>
    public static async Task<EmbeddedFactory?> Open(string dataFolder, Bundle bundle, IBlobStore? blobs, string? account, ILogger log, CancellationToken cancellation)
    {
        if (!bundle.HasTextToImage)
            return null;
        // A server that is never asked for a data set does not load them.
        var models = new Lazy<FactoryModels>(() => FactoryModels.Of(bundle));
        (IWorkQueue, IWorkQueue)? queues = account is null
            ? null
            : (await AzureWorkQueue.Open(account, EmbeddedFactory.QueueName, cancellation), await AzureWorkQueue.Open(account, EmbeddedFactory.PoisonQueueName, cancellation));
        var scratch = Path.Combine(FolderOf(dataFolder), "scratch");
        // What a process left that was killed; the data folder is this one's alone.
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
        return EmbeddedFactory.Open(FolderOf(dataFolder), store => new ShardStages(bundle, models, store) { Scratch = scratch }, new() { Blobs = blobs, Queues = queues, Log = log });
    }

    /// <summary>Where the factory of a data folder is.</summary>
    public static string FolderOf(string dataFolder) => Path.Combine(dataFolder, "factory");
}
