using System.Net;
using DurableTask.Core;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Contract;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrchestrationClient = EmuEdit.Orchestration.OrchestrationClient;

namespace EmuEdit.Durable.Tests;

/// <summary>A worker on the SDK's in-process task hub. A restart ends the worker and starts another; the hub stays.</summary>
public sealed class DurableHost : IEngineHost
{
    // The hub forgets what it handed to a worker that goes away: the worker is given time to answer.
    private static readonly TimeSpan Answered = TimeSpan.FromMilliseconds(500);

    private readonly IReadOnlyDictionary<string, int>? _concurrency;
    private readonly WebApplication _hub;
    private readonly GrpcChannel _channel;
    private TaskRegistry _tasks;
    private IHost _worker;

    private DurableHost(TaskRegistry tasks, IReadOnlyDictionary<string, int>? concurrency, WebApplication hub)
    {
        (_tasks, _concurrency, _hub) = (tasks, concurrency, hub);
        _channel = GrpcChannel.ForAddress(hub.Urls.Single());
        _worker = Worker();
    }

    public OrchestrationClient Client => new DurableOrchestrationClient(() => Sdk, _tasks);

    /// <summary>The SDK's own client.</summary>
    public DurableTaskClient Sdk => _worker.Services.GetRequiredService<DurableTaskClient>();

    public static async Task<IEngineHost> Start(TaskRegistry tasks, IReadOnlyDictionary<string, int>? concurrency = null)
    {
        var hub = Hub();
        await hub.StartAsync();
        var host = new DurableHost(tasks, concurrency, hub);
        await host._worker.StartAsync();
        return host;
    }

    public async Task Restart()
    {
        await Task.Delay(Answered);
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
        _channel.Dispose();
        await _hub.DisposeAsync();
    }

    private static WebApplication Hub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        var service = new InMemoryOrchestrationService();
        builder.Services.AddSingleton<IOrchestrationService>(service).AddSingleton<IOrchestrationServiceClient>(service).AddSingleton<TaskHubGrpcServer>().AddGrpc(o => o.Interceptors.Add<CarriedEvents>());
        var hub = builder.Build();
        hub.MapGrpcService<TaskHubGrpcServer>();
        return hub;
    }

    private IHost Worker()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddDurableTaskWorker(w =>
        {
            w.UseGrpc(_channel);
            w.AddTasks(r => r.AddOrchestrators(_tasks).AddActivities(_tasks, _ => true, _concurrency));
        });
        builder.Services.AddDurableTaskClient(c =>
        {
            c.UseGrpc(_channel);
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
