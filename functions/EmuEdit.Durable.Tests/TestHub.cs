using System.Net;
using DurableTask.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Durable.Tests;

/// <summary>A <see cref="FakeScheduler"/> on a port of this machine.</summary>
public sealed class TestHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHub(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What a worker connects with.</summary>
    public string Connection => $"Endpoint={_app.Urls.Single()};Authentication=None";

    public FakeScheduler Scheduler => _app.Services.GetRequiredService<FakeScheduler>();

    public static async Task<TestHub> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        var service = new InMemoryOrchestrationService();
        builder
            .Services.AddSingleton<IOrchestrationService>(service)
            .AddSingleton<IOrchestrationServiceClient>(service)
            .AddSingleton<FakeScheduler>()
            .AddGrpc(o => o.Interceptors.Add<CarriedEvents>());
        var app = builder.Build();
        app.MapGrpcService<FakeScheduler>();
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
