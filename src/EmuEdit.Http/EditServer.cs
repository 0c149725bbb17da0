using System.Net;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Imaging;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Http;

/// <summary>The embedded host: the routes over one bundle and its sessions.</summary>
public static class EditServer
{
    private const int MostConnections = 1000;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30), HealthPatience = TimeSpan.FromSeconds(5);
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>The application, not yet started.</summary>
    /// <param name="bundle">What it edits with; must outlive it.</param>
    /// <param name="pipeline">The bundle's pipeline.</param>
    /// <param name="sessions">Its sessions; must outlive it.</param>
    /// <param name="settings">How it listens.</param>
    /// <param name="batches">The data sets that it makes; must outlive it. Null, the default, for a server that makes none: it answers their routes with 404.</param>
    /// <param name="learning">What learns tasks and trains; must outlive it. Null, the default, for a server that does neither: it answers their routes with 404.</param>
    /// <param name="codec">Reads the pictures of requests; null, the default, for one with a budget of its own.</param>
    /// <exception cref="InvalidInputException">The host is no address, or one that others reach and there is no key, see <see cref="GateSettings.WithoutKey"/>.</exception>
    public static WebApplication Build(
        Bundle bundle, EditPipeline pipeline, EmbeddedSessions sessions, ServerSettings settings, DatasetBatches? batches = null, EmbeddedLearning? learning = null, IImageCodec? codec = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(settings);
        var address = AddressOf(settings.Host);
        Gate.RequireKey(settings, address);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = settings.MaxBody;
            k.Limits.MinRequestBodyDataRate = SlowestBody;
            k.Limits.MaxConcurrentConnections = MostConnections;
            k.AddServerHeader = false;
            k.Listen(address, settings.Port);
        });
        builder.Services
            .Configure<HostOptions>(h => h.ShutdownTimeout = DrainTime)
            .AddSingleton(codec ?? Codec(settings))
            .AddSingleton(bundle)
            .AddSingleton(pipeline)
            .AddSingleton(sessions.Sessions)
            .AddSingleton(sessions.Progress)
            .AddApi(settings)
            .AddHealthChecks().AddAsyncCheck("storage", stop => Stores(sessions, stop), timeout: HealthPatience);
        if (batches is not null)
            builder.Services.AddSingleton(batches);
        if (learning is not null)
            builder.Services.AddSingleton(learning.Inversions);
        if (learning?.Trainings is { } trainings)
            builder.Services.AddSingleton(trainings);
        var app = builder.Build();
        if (settings.PathBase.Length > 0)
            app.UsePathBase(settings.PathBase).Use((context, next) => Prefixed(context, settings.PathBase, next));
        app.UseApi();
        return app;
    }

    // A proxy that takes the prefix off is told apart from one that leaves it on by there being none.
    private static Task Prefixed(HttpContext context, PathString prefix, RequestDelegate next)
    {
        if (!context.Request.PathBase.HasValue)
            context.Request.PathBase = prefix;
        return next(context);
    }

    private static async Task<HealthCheckResult> Stores(EmbeddedSessions sessions, CancellationToken cancellation)
    {
        await sessions.Probe(cancellation);
        return HealthCheckResult.Healthy();
    }

    /// <summary>What reads the pictures of a server; all parts of a process should share it, and its budget with it.</summary>
    public static SkiaCodec Codec(ServerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(settings.MaxPixels) { Budget = new(settings.PixelBudget) };
    }

    private static IPAddress AddressOf(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new InvalidInputException($"--host {host}", "an IP address or localhost");
}
