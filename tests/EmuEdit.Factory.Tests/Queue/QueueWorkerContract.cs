using System.Text;
using System.Text.Json;
using EmuEdit.Storage;
using EmuEdit.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Factory.Tests;

/// <summary>What the worker does with messages, whatever the queue.</summary>
public abstract class QueueWorkerContract
{
    private static readonly BatchQueueOptions Quick = new() { Visibility = TimeSpan.FromSeconds(2), Pause = TimeSpan.FromMilliseconds(20) };

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<IWorkQueue> Queue(string name);

    private static readonly (byte[] Body, string Reason)[] OfNoUse =
    [
        ("hello"u8.ToArray(), "cannot be read"),
        ([0xff, 0xfe, 0, 1], "cannot be read"),
        ([], "cannot be read"),
        ("""{"count":5,"evil":"<script>"}"""u8.ToArray(), "cannot be read at $.evil"),
        ("""{"count":5,"id":"../../etc/passwd"}"""u8.ToArray(), "batch id"),
        (Encoding.UTF8.GetBytes(new string('[', 20_000)), "cannot be read"),
        ("""{"count":5,"id":"known"}"""u8.ToArray(), "other parameters"),
        ("""{"count":5,"id":"bug"}"""u8.ToArray(), "failed in each of 5 deliveries, the last time with NotSupportedException: a bug"),
    ];

    [Fact]
    public async Task Messages_OfNoUse_ArePutAsideWithTheirReasonsAndTheNextOneIsWorkedOn()
    {
        using var bench = await Bench.Open(this);
        foreach (var (body, _) in OfNoUse)
            await bench.Queue.SendAsync(body, Stop);
        await bench.Queue.SendAsync("""{"count":5,"id":"good"}"""u8.ToArray(), Stop);
        await using (bench.Work())
            await FactoryHost.Until(async () => bench.Started.Contains("good") && await bench.Letters() == OfNoUse.Length);
        var letters = await bench
            .Blobs.ListAsync("dead-letters/", Stop)
            .Select(async (name, _, cancellation) => Read((await bench.Blobs.GetAsync(name, cancellation)).Content))
            .ToListAsync(Stop);
        var poison = new List<byte[]>();
        while (await bench.Poison.ReceiveAsync(TimeSpan.FromMinutes(1), Stop) is { } message)
            poison.Add(message.Body.ToArray());
        foreach (var (body, reason) in OfNoUse)
        {
            Assert.Contains(reason, Assert.Single(letters, l => l.Body.AsSpan().SequenceEqual(body)).Reason, StringComparison.Ordinal);
            Assert.Single(poison, p => p.AsSpan().SequenceEqual(body));
        }
        await Task.Delay(Quick.Visibility * 1.2, Stop);
        Assert.Null(await bench.Queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop));

        static (byte[] Body, string Reason) Read(ReadOnlyMemory<byte> json)
        {
            var letter = JsonDocument.Parse(json).RootElement;
            return (
                letter.GetProperty("text").GetString() is { } text
                    ? Encoding.UTF8.GetBytes(text)
                    : letter.GetProperty("bytes").GetBytesFromBase64(),
                letter.GetProperty("reason").GetString()!
            );
        }
    }

    [Fact]
    public async Task Message_WhileTheStoreFails_WaitsAndIsDeliveredOnce()
    {
        using var bench = await Bench.Open(this);
        bench.Failure = new BlobStoreException("full");
        await bench.Queue.SendAsync("""{"count":5,"id":"good"}"""u8.ToArray(), Stop);
        await using var worker = bench.Work();
        // Longer than it is visible for: it must be renewed.
        await Task.Delay(Quick.Visibility * 1.5, Stop);
        Assert.Equal(0, await bench.Letters());
        bench.Failure = null;
        await FactoryHost.Until(() => Task.FromResult(bench.Started.Contains("good")));
        Assert.Single(bench.Started);
    }

    [Fact]
    public async Task Message_WorkerStops_IsGivenBackAtOnce()
    {
        using var bench = await Bench.Open(this);
        bench.Failure = new BlobStoreException("full");
        await bench.Queue.SendAsync("""{"count":5,"id":"good"}"""u8.ToArray(), Stop);
        await using (bench.Work())
            await FactoryHost.Until(() => Task.FromResult(bench.Attempts > 0));
        Assert.Equal(2, (await bench.Queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop))!.DequeueCount);
    }

    // As one that ends the process each time it is worked on.
    [Fact]
    public async Task Message_DeliveredTooOftenWithoutAnEnd_IsPutAsideUntried()
    {
        using var bench = await Bench.Open(this);
        await bench.Queue.SendAsync("""{"count":5,"id":"good"}"""u8.ToArray(), Stop);
        for (var i = 0; i < Quick.MaxDeliveries; i++)
            await bench.Queue.RenewAsync((await bench.Queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop))!, TimeSpan.Zero, Stop);
        await using (bench.Work())
            await FactoryHost.Until(async () =>
                await bench.Letters() == 1 && await bench.Poison.ReceiveAsync(TimeSpan.FromSeconds(1), Stop) is not null
            );
        Assert.Equal(0, bench.Attempts);
    }

    [Fact]
    public async Task Message_WithoutAnId_HasTheSameOneInEveryDelivery()
    {
        using var bench = await Bench.Open(this);
        await bench.Queue.SendAsync("""{"count":5}"""u8.ToArray(), Stop);
        (bench.Failure, bench.Failing) = (new NotSupportedException("once"), 1);
        await using var worker = bench.Work();
        await FactoryHost.Until(() => Task.FromResult(bench.Started.Count == 1));
        Assert.Equal(2, bench.Attempts);
        Assert.Single(bench.Asked.Distinct());
        BatchId.Check(bench.Asked[0]);
    }

    private sealed class Bench : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public required IWorkQueue Queue { get; init; }

        public required IWorkQueue Poison { get; init; }

        public FolderBlobStore Blobs { get; private set; } = null!;

        public List<string> Started { get; } = [];

        public List<string> Asked { get; } = [];

        public Exception? Failure { get; set; }

        public int Failing { get; set; } = int.MaxValue;

        public int Attempts => Asked.Count;

        public static async Task<Bench> Open(QueueWorkerContract tests)
        {
            var bench = new Bench { Queue = await tests.Queue("batches"), Poison = await tests.Queue("poison") };
            bench.Blobs = new(bench._folder.Path);
            return bench;
        }

        public BatchQueueWorker Work() => new(Start, Queue, new(Blobs, Poison, TimeProvider.System), NullLogger.Instance, Quick);

        public async Task<int> Letters() => await Blobs.ListAsync("dead-letters/", Stop).CountAsync(Stop);

        public void Dispose()
        {
            Blobs.Dispose();
            _folder.Dispose();
        }

        private Task Start(BatchPlan plan, CancellationToken cancellation)
        {
            Asked.Add(plan.Id);
            if (plan.Id == "known")
                throw DocumentException.Conflict("Batch 'known' was started with other parameters.");
            if (plan.Id == "bug")
                throw new NotSupportedException("a bug");
            if (Failure is { } failure && Attempts <= Failing)
                throw failure;
            Started.Add(plan.Id);
            return Task.CompletedTask;
        }
    }
}

public sealed class SqliteQueueWorkerTests : QueueWorkerContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteWorkQueue> _queues = [];

    public void Dispose()
    {
        _queues.ForEach(q => q.Dispose());
        _folder.Dispose();
    }

    // A message as the embedded host takes it, to its end.
    [Fact]
    public async Task Factory_MessageInItsQueue_MakesTheBatchOnceAlsoDeliveredTwice()
    {
        await using var host = new FactoryHost();
        for (var i = 0; i < 2; i++)
            await host.Factory.Queue.SendAsync("""{"count":20,"id":"b","shard_size":4}"""u8.ToArray(), Stop);
        await FactoryHost.Until(async () => await new BatchStore(host.Blobs).FindAsync("b", Stop) is not null);
        Assert.Equal(BatchStage.Completed, (await host.Batches.WaitForEndAsync("b", Stop)).Stage);
        Assert.All(host.Stages.Begun.Values, n => Assert.Equal(1, n));
        Assert.Null(await host.Factory.Poison.ReceiveAsync(TimeSpan.FromSeconds(1), Stop));
    }

    protected override Task<IWorkQueue> Queue(string name)
    {
        var queue = SqliteWorkQueue.Open(_folder["queue.db"], name);
        _queues.Add(queue);
        return Task.FromResult<IWorkQueue>(queue);
    }
}

public sealed class AzureQueueWorkerTests(AzuriteQueues azurite) : QueueWorkerContract, IClassFixture<AzuriteQueues>
{
    private readonly string _test = Guid.NewGuid().ToString("N");

    // 60 kB of text, more than this project ever sends.
    [Fact]
    public async Task Message_LongerThanAnyOfOurs_IsPutAsideWhole()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        using var folder = new TemporaryFolder();
        using var blobs = new FolderBlobStore(folder.Path);
        var (queue, poison) = (await Queue("batches"), await Queue("poison"));
        await new Azure.Storage.Queues.QueueClient(azurite.ConnectionString, queue.Name).SendMessageAsync(
            "{" + new string(' ', 60_000),
            Stop
        );
        await using (
            new BatchQueueWorker((_, _) => Task.CompletedTask, queue, new(blobs, poison, TimeProvider.System), NullLogger.Instance)
        )
            await FactoryHost.Until(async () => await poison.ReceiveAsync(TimeSpan.FromSeconds(1), Stop) is not null);
        var letter = await blobs.GetAsync(await blobs.ListAsync("dead-letters/", Stop).SingleAsync(Stop), Stop);
        Assert.Equal(60_001, JsonDocument.Parse(letter.Content).RootElement.GetProperty("text").GetString()!.Length);
    }

    protected override async Task<IWorkQueue> Queue(string name)
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        return await AzureWorkQueue.OpenAsync(azurite.ConnectionString, $"{name}-{_test}", Stop);
    }
}
