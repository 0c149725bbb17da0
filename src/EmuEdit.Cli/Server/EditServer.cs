using System.Net;
using System.Threading.RateLimiting;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Imaging;
using EmuEdit.Onnx;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Cli.Server;

/// <summary>The embedded host: the routes over one bundle.</summary>
internal static class EditServer
{
    private const string EditPolicy = "edits";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2), DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>The application, not yet started. The bundle must outlive it.</summary>
    public static WebApplication Build(Bundle bundle, ServerSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = settings.MaxBody;
            k.AddServerHeader = false;
            k.Listen(AddressOf(settings.Host), settings.Port);
        });
        builder.Services
            .Configure<HostOptions>(h => h.ShutdownTimeout = DrainTime)
            .Configure<FormOptions>(f => f.MultipartBodyLengthLimit = settings.MaxBody)
            .AddSingleton<IImageCodec>(new SkiaCodec(settings.MaxPixels))
            .AddSingleton(bundle)
            .AddSingleton(new EditPipeline(bundle))
            .AddProblemDetails()
            .AddExceptionHandler<ProblemHandler>()
            .AddRateLimiter(limiter => Limit(limiter, settings));
        var app = builder.Build();
        app.UseExceptionHandler().UseStatusCodePages().UseRateLimiter();
        app.MapPost("/api/edits", EditsEndpoint.Post).RequireRateLimiting(EditPolicy);
        app.MapGet("/api/models", ModelsEndpoint.Get);
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/openapi.json", OpenApi.Get);
        return app;
    }

    private static IPAddress AddressOf(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new InvalidInputException($"--host {host}", "an IP address or localhost");

    private static void Limit(RateLimiterOptions limiter, ServerSettings settings)
    {
        limiter.AddConcurrencyLimiter(EditPolicy, c => (c.PermitLimit, c.QueueLimit, c.QueueProcessingOrder) = (settings.Concurrency, settings.Waiting, QueueProcessingOrder.OldestFirst));
        limiter.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString("0");
            await Results.Problem($"{settings.Concurrency} edits run and {settings.Waiting} wait. Try again in {RetryAfter.TotalSeconds:0} seconds.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Busy")
                .ExecuteAsync(context.HttpContext);
        };
    }
}
