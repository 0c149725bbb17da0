using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmuEdit.Factory;
using EmuEdit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Functions.Tests;

public class BatchFunctionsTests
{
    private static readonly DateTimeOffset Sent = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_DeliveredTwice_IsOneBatch()
    {
        await using var host = await FunctionsTestHost.Start();
        var functions = Functions(host);
        for (var delivery = 1; delivery <= 2; delivery++)
            await functions.StartAsync(Message("""{ "count": 4, "shard_size": 4, "tasks": { "add": 1 } }""", delivery), host.Sdk, Stop);
        var batches = host.Services.GetRequiredService<DatasetBatches>();
        var batch = await batches.ListAsync(cancellationToken: Stop).SingleAsync(Stop);
        Assert.Equal("message-20261125120000000-one", batch.Plan.Id);
        Assert.Equal(BatchStage.Completed, (await batches.WaitForEndAsync(batch.Plan.Id, Stop)).Stage);
    }

    [Fact]
    public async Task Start_NoBatch_IsRecordedAndGone()
    {
        await using var host = await FunctionsTestHost.Start();
        await Functions(host).StartAsync(Message("make me a data set", 1), host.Sdk, Stop);
        var letter = await Letter(host);
        Assert.Equal(("batches", "one", "make me a data set", 1), (letter.Queue, letter.Id, letter.Text, letter.Deliveries));
        Assert.Empty(await host.Services.GetRequiredService<DatasetBatches>().ListAsync(cancellationToken: Stop).ToListAsync(Stop));
    }

    [Fact]
    public void Recorded_IsWhatTheAlertLooksFor() =>
        Assert.Contains(
            $"Message startswith \"{BatchFunctions.RecordedTemplate.Split(':')[0]}\"",
            File.ReadAllText(Path.Combine(Paths.Repository, "bicep", "modules", "alerts.bicep")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Poison_FailsAgain_IsRecordedWithTheFailure()
    {
        await using var host = await FunctionsTestHost.Start();
        var broken = new BatchFunctions(
            new((_, _) => throw new TimeoutException("no answer")),
            host.Blobs,
            FunctionsTestHost.Settings(),
            host.Services.GetRequiredService<TaskHub>(),
            TimeProvider.System,
            NullLogger<BatchFunctions>.Instance
        );
        await Assert.ThrowsAsync<TimeoutException>(() => broken.StartAsync(Message("""{ "count": 4 }""", 5), host.Sdk, Stop));
        await broken.PoisonAsync(Message("""{ "count": 4 }""", 1), host.Sdk, Stop);
        Assert.Contains("TimeoutException: no answer", (await Letter(host)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poison_StoreFails_IsKept()
    {
        await using var host = await FunctionsTestHost.Start();
        var broken = new BatchFunctions(
            new((_, _) => throw new BlobStoreException("full")),
            host.Blobs,
            FunctionsTestHost.Settings(),
            host.Services.GetRequiredService<TaskHub>(),
            TimeProvider.System,
            NullLogger<BatchFunctions>.Instance
        );
        await Assert.ThrowsAsync<BlobStoreException>(() => broken.PoisonAsync(Message("""{ "count": 4 }""", 1), host.Sdk, Stop));
        Assert.Empty(await host.Blobs.ListAsync(DeadLetters.Folder, Stop).ToListAsync(Stop));
    }

    [Theory]
    [InlineData("sent", false)]
    [InlineData("typed", true)]
    public async Task Start_MessageOfAQueue_IsReadAsTheHostReadsIt(string id, bool plain)
    {
        using var queues = new AzuriteQueues();
        Assert.SkipUnless(queues.Runs, queues.WhyNot);
        await using var host = await FunctionsTestHost.Start();
        // host.json says so, too.
        var reader = new QueueClient(
            queues.ConnectionString,
            BatchIntake.QueueName,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }
        );
        var queue = await AzureWorkQueue.OpenAsync(queues.ConnectionString, BatchIntake.QueueName, Stop);
        var batch = $$"""{ "id": "{{id}}", "count": 4, "shard_size": 4, "tasks": { "add": 1 } }""";
        await (plain ? reader.SendMessageAsync(batch, Stop) : queue.SendAsync(Encoding.UTF8.GetBytes(batch), Stop));
        await Functions(host).StartAsync((await reader.ReceiveMessageAsync(cancellationToken: Stop)).Value, host.Sdk, Stop);
        Assert.Equal(BatchStage.Completed, (await host.Services.GetRequiredService<DatasetBatches>().WaitForEndAsync(id, Stop)).Stage);
    }

    [Fact]
    public async Task Queues_ThatAreMissing_AreMadeAtTheStart()
    {
        using var queues = new AzuriteQueues();
        Assert.SkipUnless(queues.Runs, queues.WhyNot);
        Assert.Null(
            await BatchQueues.MakeAsync(FunctionsTestHost.Settings() with { Queues = queues.ConnectionString, Queue = "mine" }, Stop)
        );
        Assert.Equal(
            ["mine", "mine-poison"],
            await new QueueServiceClient(queues.ConnectionString)
                .GetQueuesAsync(cancellationToken: Stop)
                .Select(q => q.Name)
                .ToListAsync(Stop)
        );
    }

    [Fact]
    public async Task Queues_ThatCannotBeMade_StopNothingElse()
    {
        Assert.Null(await BatchQueues.MakeAsync(FunctionsTestHost.Settings(), Stop));
        Assert.StartsWith(
            "Messages start no batches until queues 'batches' and 'batches-poison' are there.",
            await BatchQueues.MakeAsync(FunctionsTestHost.Settings() with { Queues = "no account" }, Stop),
            StringComparison.Ordinal
        );
    }

    private static BatchFunctions Functions(FunctionsTestHost host) => ActivatorUtilities.CreateInstance<BatchFunctions>(host.Services);

    private static Azure.Storage.Queues.Models.QueueMessage Message(string text, long deliveries) =>
        QueuesModelFactory.QueueMessage("one", "receipt", BinaryData.FromString(text), deliveries, insertedOn: Sent);

    private static async Task<DeadLetter> Letter(FunctionsTestHost host)
    {
        var name = await host.Blobs.ListAsync(DeadLetters.Folder, Stop).SingleAsync(Stop);
        return JsonSerializer.Deserialize<DeadLetter>((await host.Blobs.GetAsync(name, Stop)).Content.Span, JsonSerializerOptions.Web)!;
    }
}
