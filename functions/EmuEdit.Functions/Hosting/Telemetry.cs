using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using EmuEdit.Http;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Functions;

/// <summary>
/// Sends traces, metrics and logs to Application Insights with the process's identity. Sends nothing if the settings name no instance.
/// </summary>
internal static class Telemetry
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, HostSettings settings, bool behindHost)
    {
        if (settings.ApplicationInsights is not { } connection)
            return services;
        var telemetry = services.AddOpenTelemetry()
            .WithTracing(t => t.AddSource("Microsoft.DurableTask", Core.WorkTelemetry.Name))
            .WithMetrics(m => m.AddMeter(Core.WorkTelemetry.Name))
            .UseAzureMonitorExporter(o => (o.ConnectionString, o.Credential) = (connection, new DefaultAzureCredential()));
        if (behindHost)
            telemetry.UseFunctionsWorkerDefaults();
        return services;
    }
}
