using EmuEdit.Durable;
using EmuEdit.Hosting;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Functions;

/// <summary>A worker of the scheduler without triggers. It asks for the activities of its role and for nothing else; what nobody asks for waits in the hub. Over HTTP it answers <c>/healthz</c>, for the platform's probes.</summary>
internal static class GpuWorker
{
    // Less than the platform gives a replica that is to go.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(100);

    /// <summary>The worker, not yet started.</summary>
    public static WebApplication Build(HostSettings settings, HostWork work)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = DrainTime);
        builder.Services.AddTelemetry(settings, behindHost: false);
        var channel = SchedulerConnection.Open(settings.SchedulerConnection!, settings.TaskHub!);
        builder.Services.AddSingleton(channel).AddDurableTaskWorker(worker => Configure(worker, settings, work, channel));
        var app = builder.Build();
        app.MapGet("/healthz", () => Results.Text("ok"));
        return app;
    }

    /// <summary>Registers the activities of the role, and asks for those alone.</summary>
    public static void Configure(IDurableTaskWorkerBuilder worker, HostSettings settings, HostWork work, GrpcChannel channel)
    {
        worker.AddTasks(r => r.AddActivities(work.Tasks, settings.Runs, work.Concurrency));
        worker.UseWorkItemFilters();
        worker.Configure(o => (o.Concurrency.MaximumConcurrentActivityWorkItems, o.Concurrency.MaximumConcurrentOrchestrationWorkItems, o.Concurrency.MaximumConcurrentEntityWorkItems) = (settings.GpuActivities, 0, 0));
        worker.UseGrpc(channel);
    }
}
