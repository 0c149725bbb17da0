using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Contract;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrchestrationClient = EmuEdit.Orchestration.OrchestrationClient;

namespace EmuEdit.Durable.Tests;

/// <summary>A worker on the SDK's in-process task hub. A restart ends the worker and starts another; the hub stays.</summary>
public sealed class DurableHost : IEngineHost
{
    // What is under way when a worker is stopped is cancelled, and done again by the next.
    private static readonly TimeSpan Grace = TimeSpan.Zero;

    private readonly IReadOnlyDictionary<string, int>? _concurrency;
    private readonly TestHub _hub;
    private TaskRegistry _tasks;
    private IHost _worker;

    private DurableHost(TaskRegistry tasks, IReadOnlyDictionary<string, int>? concurrency, TestHub hub)
    {
        (_tasks, _concurrency, _hub) = (tasks, concurrency, hub);
        _worker = Worker();
    }

    public OrchestrationClient Client => new DurableOrchestrationClient(() => Sdk, _tasks);

    /// <summary>The SDK's own client.</summary>
    public DurableTaskClient Sdk => _worker.Services.GetRequiredService<DurableTaskClient>();

    public static async Task<IEngineHost> Start(TaskRegistry tasks, IReadOnlyDictionary<string, int>? concurrency = null)
    {
        var hub = await TestHub.Start();
        var host = new DurableHost(tasks, concurrency, hub);
        await host._worker.StartAsync();
        return host;
    }

    public async Task Restart()
    {
        await Stop(_worker);
        _worker = Worker();
        await _worker.StartAsync();
    }

    public Task Restart(TaskRegistry registry)
    {
        _tasks = registry;
        return Restart();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop(_worker);
        await _hub.DisposeAsync();
    }

    private IHost Worker()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var calls = SchedulerConnection.Open(_hub.Connection, "test");
        builder.Services.AddSchedulerWorker(
            calls,
            Grace,
            w => w.AddTasks(r => r.AddOrchestrators(_tasks).AddActivities(_tasks, _ => true, _concurrency))
        );
        builder.Services.AddDurableTaskClient(c =>
        {
            c.UseGrpc(o => o.CallInvoker = calls);
            c.RegisterDirectly();
        });
        return builder.Build();
    }

    private static async Task Stop(IHost worker)
    {
        await worker.StopAsync();
        worker.Dispose();
    }
}
