using System.Diagnostics.Metrics;
using EmuEdit.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EmuEdit.Http;

/// <summary>
/// <c>GET /metrics</c>: returns metrics of requests, of the runtime and of <see cref="WorkTelemetry"/> for Prometheus. With an endpoint of
/// OpenTelemetry's protocol in the environment, metrics and traces are also sent there.
/// </summary>
internal static class ServerTelemetry
{
    // The standard name, which every OpenTelemetry SDK reads.
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", Service = "emuedit", Path = "/metrics";

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(Service))
            .WithMetrics(m => m
                .AddMeter(WorkTelemetry.Name)
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (configuration[Endpoint] is { Length: > 0 })
            telemetry
                .WithTracing(t => t.AddSource(WorkTelemetry.Name).AddAspNetCoreInstrumentation())
                .UseOtlpExporter();
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Path);

    /// <summary>Measures how many computations wait.</summary>
    public static void Observe(IMeterFactory meters, ComputeSlots? slots)
    {
        if (slots is not null)
            meters.Create(WorkTelemetry.Name).CreateObservableGauge(
                "emuedit.slots.waiting",
                () => slots.Waiting,
                "{computation}",
                "Computations that wait for a slot: edits, pairs and learning."
            );
    }
}
