using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Durable.Tests;
using EmuEdit.Factory;
using EmuEdit.Factory.Tests;
using EmuEdit.Http;
using EmuEdit.Learning;
using EmuEdit.Learning.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Functions.Tests;

/// <summary>
/// What the functions do, without the Functions host: the same services with the toy bundle, a real
/// Durable Task worker, and the API's pipeline behind an endpoint as the host's.
/// </summary>
internal sealed class FunctionsTestHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private HostWork? _work;
    private DurableHost? _durable;
    private WebApplication? _app;

    public required MemoryBlobStore Blobs { get; init; }

    public FakeStages Stages { get; } = new();

    /// <summary>Folder of the bundle.</summary>
    public string Bundle => _folder["toy"];

    public HttpClient Client => _app!.GetTestClient();

    public IServiceProvider Services => _app!.Services;

    public HostWork Work => _work!;

    /// <summary>The client that the host hands to a function.</summary>
    public DurableTaskClient Sdk => _durable!.Sdk;

    public static HostSettings Settings(HostRole role = HostRole.All, bool identity = false) => new()
    {
        Role = role,
        RequiresIdentity = identity,
        Blobs = "UseDevelopmentStorage=true",
        Container = "emuedit",
        Queue = BatchIntake.QueueName,
        BundleFolder = "bundle",
        Scratch = Path.GetTempPath(),
    };

    /// <summary>Starts it.</summary>
    /// <param name="settings">How it runs; null for the defaults.</param>
    /// <param name="blobs">What it shares with another host; null for a store of its own.</param>
    public static async Task<FunctionsTestHost> Start(HostSettings? settings = null, MemoryBlobStore? blobs = null)
    {
        var host = new FunctionsTestHost { Blobs = blobs ?? new() };
        await host.Begin(settings ?? Settings(), TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Asks again and again, for a minute at most.</summary>
    public async Task<JsonNode> Until(string path, Func<JsonNode, bool> reached)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var node = await Client.GetFromJsonAsync<JsonNode>(path, patience.Token);
            if (reached(node!))
                return node!;
            await Task.Delay(20, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _durable!.DisposeAsync();
        _work!.Dispose();
        _folder.Dispose();
    }

    private async Task Begin(HostSettings settings, CancellationToken cancellation)
    {
        new TinyBundle().Write(Bundle);
        settings = settings with { BundleFolder = Bundle };
        _work = new(
            settings,
            Onnx.Bundle.Load(Bundle, tasks: folder => new BlobTaskStore(Blobs, folder)),
            Blobs,
            Stages,
            new FakeInverter()
        );
        _durable = (DurableHost)await DurableHost.Start(_work.Tasks);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddWork(settings, _work);
        _app = builder.Build();
        var (pipeline, hub) = (_app.Services.GetRequiredService<ApiPipeline>(), _app.Services.GetRequiredService<TaskHub>());
        _app.Map(
            "/{*path}",
            async (Microsoft.AspNetCore.Http.HttpContext context) =>
                await new ApiFunction(pipeline, hub).ApiAsync(context.Request, _durable.Sdk)
        );
        await _app.StartAsync(cancellation);
    }
}
