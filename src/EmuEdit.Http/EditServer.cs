using System.Diagnostics.Metrics;
using System.Net;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Http;

/// <summary>The embedded host: the routes over one bundle and its sessions.</summary>
public static class EditServer
{
    private const int MostConnections = 1000;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30), HealthPatience = TimeSpan.FromSeconds(5);
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="work">What the server works with.</param>
    /// <param name="settings">The address and the limits.</param>
    /// <exception cref="InvalidInputException">
    /// The host is not an address, or others can reach it and there is no key, see <see cref="GateSettings.WithoutKey"/>.
    /// </exception>
    public static WebApplication Build(ServedWork work, ServerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(settings);
        var address = AddressOf(settings.Host);
        Gate.RequireKey(settings, address);
        var builder = WebApplication.CreateSlimBuilder();
        settings.Log.Apply(builder.Logging);
        ServerTelemetry.Add(builder.Services, builder.Configuration);
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
            .AddSingleton(work.Codec)
            .AddSingleton(work.Bundle)
            .AddSingleton(work.Pipeline)
            .AddSingleton(work.Sessions)
            .AddSingleton(work.Progress)
            .AddApi(settings)
            .AddHealthChecks().AddAsyncCheck("storage", stop => StoresAsync(work.Blobs, stop), timeout: HealthPatience);
        if (work.Batches is { } batches)
            builder.Services.AddSingleton(batches);
        if (work.Inversions is { } inversions)
            builder.Services.AddSingleton(inversions);
        if (work.Trainings is { } trainings)
            builder.Services.AddSingleton(trainings);
        var app = builder.Build();
        if (settings.PathBase.Length > 0)
            app.UsePathBase(settings.PathBase).Use((context, next) => PrefixedAsync(context, settings.PathBase, next));
        app.UseMiddleware<RequestLog>().UseApi(ServerTelemetry.Map);
        ServerTelemetry.Observe(app.Services.GetRequiredService<IMeterFactory>(), work.Pipeline.Slots);
        return app;
    }

    // A proxy that removes the prefix leaves PathBase empty, and a proxy that keeps the prefix does not.
    private static Task PrefixedAsync(HttpContext context, PathString prefix, RequestDelegate next)
    {
        if (!context.Request.PathBase.HasValue)
            context.Request.PathBase = prefix;
        return next(context);
    }

    private static async Task<HealthCheckResult> StoresAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        await store.ProbeAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }

    /// <summary>
    /// Returns the codec that reads a server's images. All parts of a process should share it, because it has their pixel budget.
    /// </summary>
    public static SkiaCodec Codec(ServerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(settings.MaxPixels) { Budget = new(settings.PixelBudget) };
    }

    private static IPAddress AddressOf(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new InvalidInputException($"--host {host}", "an IP address or localhost");
}
