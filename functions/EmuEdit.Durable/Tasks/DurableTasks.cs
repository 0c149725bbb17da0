using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Sdk = Microsoft.DurableTask;

namespace EmuEdit.Durable;

/// <summary>Registers the port's tasks with the SDK, under their names.</summary>
public static class DurableTasks
{
    /// <summary>Adds all orchestrators.</summary>
    /// <param name="to">The SDK's registry.</param>
    /// <param name="tasks">The port's registry.</param>
    public static Sdk.DurableTaskRegistry AddOrchestrators(this Sdk.DurableTaskRegistry to, TaskRegistry tasks)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var (name, orchestrator) in tasks.Orchestrators)
            to.AddOrchestrator(name, new DurableOrchestrator(orchestrator));
        return to;
    }

    /// <summary>
    /// Adds the activities that this worker runs. They run in the host's <see cref="ActivityDrain"/>, and only the drain tells them to
    /// stop: an activity is not notified when its instance ends.
    /// </summary>
    /// <param name="to">The SDK's registry.</param>
    /// <param name="tasks">The port's registry.</param>
    /// <param name="runs">Whether this worker runs activities of a kind.</param>
    /// <param name="concurrency">
    /// The maximum number of activities of a kind that run at the same time in this process. Default null, or for a kind that is not named:
    /// no limit other than the SDK's.
    /// </param>
    public static Sdk.DurableTaskRegistry AddActivities(
        this Sdk.DurableTaskRegistry to,
        TaskRegistry tasks,
        Func<string, bool> runs,
        IReadOnlyDictionary<string, int>? concurrency = null
    )
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(runs);
        var places = concurrency?.ToDictionary(c => c.Key, c => new SemaphoreSlim(c.Value)) ?? [];
        foreach (var (name, activity) in tasks.Activities)
            if (runs(activity.Kind))
                to.AddActivity(
                    name,
                    services => new DurableActivity(
                        activity,
                        places.GetValueOrDefault(activity.Kind),
                        services.GetRequiredService<ActivityDrain>()
                    )
                );
        return to;
    }

    private sealed class DurableOrchestrator(Orchestrator orchestrator) : Sdk.TaskOrchestrator<JsonElement, JsonElement>
    {
        public override async Task<JsonElement> RunAsync(Sdk.TaskOrchestrationContext context, JsonElement input)
        {
            try
            {
                return JsonPayload.Parse(await orchestrator.InvokeAsync(new DurableContext(context), JsonPayload.Text(input)));
            }
            catch (TaskFailedException e)
            {
                throw Failures.ToSdk(e.Failure);
            }
        }
    }

    private sealed class DurableActivity(Activity activity, SemaphoreSlim? places, ActivityDrain drain)
        : Sdk.TaskActivity<JsonElement, JsonElement>
    {
        public override Task<JsonElement> RunAsync(Sdk.TaskActivityContext context, JsonElement input) =>
            drain.RunAsync(stopping => InItsPlaceAsync(context.InstanceId, input, stopping));

        private async Task<JsonElement> InItsPlaceAsync(string instanceId, JsonElement input, CancellationToken cancellationToken)
        {
            if (places is null)
                return await RunAsync(instanceId, input, cancellationToken).ConfigureAwait(false);
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await RunAsync(instanceId, input, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }

        private async Task<JsonElement> RunAsync(string instanceId, JsonElement input, CancellationToken cancellationToken)
        {
            try
            {
                return JsonPayload.Parse(
                    await activity
                        .InvokeAsync(new(activity.Name, instanceId, cancellationToken), JsonPayload.Text(input))
                        .ConfigureAwait(false)
                );
            }
            catch (Exception e) when (Faults.IsTransient(e))
            {
                throw new TransientActivityException(e);
            }
        }
    }
}
