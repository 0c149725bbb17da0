using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Storage;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit factory submit</c>: adds a message to the queue from which a server takes batches.</summary>
internal static class FactorySubmitCommand
{
    private static readonly Argument<string> File = new("file")
    {
        Description = "The batch as JSON: count, and optionally id, seed, tasks, captions, candidates, shard_size, bundle, options",
        HelpName = "batch.json",
    };
    private static readonly Option<string?> Batches = BatchQueueOption.Create();
    private static readonly Option<string> DataFolder = DataFolderOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "submit",
            "Add a batch to the queue of 'emuedit serve', which need not be running.",
            "emuedit factory submit batch.json"
        )
        {
            File,
            Batches,
            DataFolder,
        };
        command.Runs(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(File);
        if (!System.IO.File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a batch as JSON");
        var message = await System.IO.File.ReadAllBytesAsync(path, cancellationToken);
        BatchRequest.Parse(message).ToPlan(BatchId.New());
        if (parsed.GetValue(Batches) is { } account)
            await (await AzureWorkQueue.OpenAsync(account, BatchIntake.QueueName, cancellationToken)).SendAsync(message, cancellationToken);
        else
            await SendToAsync(parsed.GetRequiredValue(DataFolder), message, cancellationToken);
        Console.WriteLine("added; 'emuedit serve' starts it, and GET /api/batches shows it");
    }

    private static async Task SendToAsync(string folder, byte[] message, CancellationToken cancellationToken)
    {
        DurableFolder.Create(folder);
        using var queue = SqliteWorkQueue.Open(BatchIntake.FileOf(folder), BatchIntake.QueueName);
        await queue.SendAsync(message, cancellationToken);
    }
}
