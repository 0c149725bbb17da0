using EmuEdit.Durable;
using EmuEdit.Factory;
using EmuEdit.Http;
using EmuEdit.Orchestration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Functions;

/// <summary>The worker behind the Functions host. It handles requests, messages, orchestrations, and the activities of its role.</summary>
internal static class FunctionsHost
{
    // Shorter than the host's wait for its worker to stop.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>Builds the worker without starting it.</summary>
    public static IHost Build(string[] args, HostSettings settings, HostWork work)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        // Tasks that are registered here are functions of the host, under the names in the histories.
        builder
            .ConfigureDurableWorker()
            .AddTasks(r => r.AddOrchestrators(work.Tasks).AddActivities(work.Tasks, settings.Runs, work.Concurrency));
        builder.Services.AddWork(settings, work).AddTelemetry(settings, behindHost: true);
        return builder.Build();
    }

    /// <summary>Adds the services that functions and routes use.</summary>
    public static IServiceCollection AddWork(this IServiceCollection services, HostSettings settings, HostWork work) => services
        .AddSingleton(settings)
        .AddSingleton(work.Bundle)
        .AddSingleton(work.Blobs)
        .AddSingleton(work.Pipeline)
        .AddSingleton(work.Codec)
        .AddSingleton(work.Progress)
        .AddSingleton(TimeProvider.System)
        .AddActivityDrain(new(Grace))
        .AddSingleton<TaskHub>()
        .AddSingleton<OrchestrationClient>(s => new DurableOrchestrationClient(() => s.GetRequiredService<TaskHub>().Client, work.Tasks))
        .AddSingleton(s => work.OpenSessions(s.GetRequiredService<OrchestrationClient>()))
        .AddSingleton(s => work.OpenBatches(s.GetRequiredService<OrchestrationClient>()))
        .AddInversions(work)
        .AddSingleton(s => work.OpenTrainings(s.GetRequiredService<OrchestrationClient>()))
        .AddSingleton(s => new BatchMessages(s.GetRequiredService<DatasetBatches>().StartAsync))
        .Configure<KestrelServerOptions>(k => k.Limits.MaxRequestBodySize = settings.Server.MaxBody)
        .AddApi(settings.Server)
        .AddDependencies(settings)
        .AddSingleton<ApiPipeline>();

    private static IServiceCollection AddInversions(this IServiceCollection services, HostWork work) =>
        work.LearnsTasks ? services.AddSingleton(s => work.OpenInversions(s.GetRequiredService<OrchestrationClient>())) : services;
}
