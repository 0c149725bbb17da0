using System.CommandLine;
using EmuEdit.Factory;
using EmuEdit.Storage;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--batches</c>: queues of Azure Storage instead of those of the data folder.</summary>
internal static class BatchQueueOption
{
    // A connection string has a key in it, and command lines can be read by others of the machine.
    private const string Variable = "EMUEDIT_BATCHES";

    public static Option<string?> Create() => new("--batches")
    {
        Description = $"Take messages that start batches from Azure Storage queues ({BatchIntake.QueueName}, {BatchIntake.PoisonQueueName}): the account's queue URL (used with this machine's or user's identity), "
            + $"or a connection string; default ${Variable}, or else a queue in the data folder",
        HelpName = "url|connection-string",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null,
    };

    /// <summary>The queue of messages, and that of those that are of no use; null where no account is named.</summary>
    public static async Task<(IWorkQueue Queue, IWorkQueue Poison)?> OpenAsync(string? account, CancellationToken cancellationToken) => account is null
        ? null
        : (await AzureWorkQueue.OpenAsync(account, BatchIntake.QueueName, cancellationToken), await AzureWorkQueue.OpenAsync(account, BatchIntake.PoisonQueueName, cancellationToken));
}
