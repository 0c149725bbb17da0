using EmuEdit.Durable;
using EmuEdit.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Functions;

/// <summary>A worker of the scheduler without triggers. It asks for the activities of its role and for nothing else; what nobody asks for waits in the hub. Over HTTP it answers the platform's probes at <c>/healthz</c>. Asked to go, it finishes what it does within <see cref="Grace"/>.</summary>
internal static class GpuWorker
{
    /// <summary>How long running activities may take to finish when the replica is asked to go. With the time to cancel the rest it is less than the platform gives (terminationGracePeriodSeconds).</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    // Longer than the drain.
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(110);

    // The hub sends a sign of life far more often; the SDK tries to connect again all the time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    /// <summary>The worker, not yet started.</summary>
    public static WebApplication Build(HostSettings settings, HostWork work)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = ShutdownTime);
        builder.Services.AddTelemetry(settings, behindHost: false);
        var calls = SchedulerConnection.Open(settings.SchedulerConnection!, settings.TaskHub!);
        builder.Services.AddSchedulerWorker(calls, Grace, worker => Configure(worker, settings, work));
        var app = builder.Build();
        app.MapGet("/healthz", () => Health(calls.SinceHeard));
        return app;
    }

    /// <summary>The answer to the platform's probes: a replica that has not heard from the hub for five minutes is to be restarted.</summary>
    public static IResult Health(TimeSpan sinceHeard) => sinceHeard < LongestSilence
        ? Results.Text("ok")
        : Results.Text($"no word from the task hub for {sinceHeard.TotalMinutes:0} minutes", statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Registers the activities of the role, and asks for those alone.</summary>
    public static void Configure(IDurableTaskWorkerBuilder worker, HostSettings settings, HostWork work)
    {
        worker.AddTasks(r => r.AddActivities(work.Tasks, settings.Runs, work.Concurrency));
        worker.UseWorkItemFilters();
        worker.Configure(o => (o.Concurrency.MaximumConcurrentActivityWorkItems, o.Concurrency.MaximumConcurrentOrchestrationWorkItems, o.Concurrency.MaximumConcurrentEntityWorkItems) = (settings.GpuActivities, 0, 0));
    }
}
