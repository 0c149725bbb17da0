using EmuEdit.Durable;
using EmuEdit.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Functions;

/// <summary>
/// A worker of the scheduler without triggers. It requests only the activities of its role; activities that nobody requests wait in the
/// hub. It responds to the platform's probes over HTTP at <c>/healthz</c>. When it is told to stop, it finishes its running activities
/// within <see cref="Grace"/>.
/// </summary>
internal static class GpuWorker
{
    /// <summary>
    /// How long running activities may take to finish when the replica is told to stop. Together with the time to cancel the rest, it is
    /// shorter than the platform's limit (terminationGracePeriodSeconds).
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    // Longer than the drain.
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(110);

    // The hub sends signs of life far more often, and the SDK tries to reconnect all the time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    /// <summary>Builds the worker without starting it.</summary>
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

    /// <summary>
    /// Returns the response to the platform's probes. A replica that has not heard from the hub for five minutes should be restarted.
    /// </summary>
    public static IResult Health(TimeSpan sinceHeard) =>
        sinceHeard < LongestSilence
            ? Results.Text("ok")
            : Results.Text(
                $"no word from the task hub for {sinceHeard.TotalMinutes:0} minutes",
                statusCode: StatusCodes.Status503ServiceUnavailable
            );

    /// <summary>Registers the activities of the role, and requests only these.</summary>
    public static void Configure(IDurableTaskWorkerBuilder worker, HostSettings settings, HostWork work)
    {
        worker.AddTasks(r => r.AddActivities(work.Tasks, settings.Runs, work.Concurrency));
        worker.UseWorkItemFilters();
        worker.Configure(o =>
            (
                o.Concurrency.MaximumConcurrentActivityWorkItems,
                o.Concurrency.MaximumConcurrentOrchestrationWorkItems,
                o.Concurrency.MaximumConcurrentEntityWorkItems
            ) = (settings.GpuActivities, 0, 0)
        );
    }
}
