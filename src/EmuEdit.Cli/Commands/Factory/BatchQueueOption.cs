using System.CommandLine;
using EmuEdit.Factory;
using EmuEdit.Storage;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--batches</c>: queues of Azure Storage to use in place of the data folder's queues.</summary>
internal static class BatchQueueOption
{
    // A connection string contains a key, and other users of the machine can read command lines.
    private const string Variable = "EMUEDIT_BATCHES";

    public static Option<string?> Create() =>
        new("--batches")
        {
            Description =
                $"Read the messages that start batches from Azure Storage queues ({BatchIntake.QueueName}, "
                    + $"{BatchIntake.PoisonQueueName}): the account's queue URL (used with this machine's or user's "
                    + $"identity), "
                + $"or a connection string; default ${Variable}, or else a queue in the data folder",
            HelpName = "url|connection-string",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null,
        };

    /// <summary>Opens the queue of messages and the queue of messages that failed. Returns null if no account is given.</summary>
    public static async Task<(IWorkQueue Queue, IWorkQueue Poison)?> OpenAsync(string? account, CancellationToken cancellationToken) =>
        account is null
            ? null
            : (
                await AzureWorkQueue.OpenAsync(account, BatchIntake.QueueName, cancellationToken),
                await AzureWorkQueue.OpenAsync(account, BatchIntake.PoisonQueueName, cancellationToken)
            );
}
