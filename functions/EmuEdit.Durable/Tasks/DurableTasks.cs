using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Sdk = Microsoft.DurableTask;

namespace EmuEdit.Durable;

/// <summary>The port's tasks as the SDK's, under their names.</summary>
public static class DurableTasks
{
    /// <summary>Adds all orchestrators.</summary>
    /// <param name="to">Takes them.</param>
    /// <param name="tasks">Has them.</param>
    public static Sdk.DurableTaskRegistry AddOrchestrators(this Sdk.DurableTaskRegistry to, TaskRegistry tasks)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var (name, orchestrator) in tasks.Orchestrators)
            to.AddOrchestrator(name, new DurableOrchestrator(orchestrator));
        return to;
    }

    /// <summary>Adds the activities that this worker runs. They run in the host's <see cref="ActivityDrain"/>, which alone tells them to stop: no activity learns that its instance has ended.</summary>
    /// <param name="to">Takes them.</param>
    /// <param name="tasks">Has them.</param>
    /// <param name="runs">Whether this worker runs activities of a kind.</param>
    /// <param name="concurrency">How many activities of a kind run at once in this process; null, the default, or a kind that is not named: as many as the SDK gives it.</param>
    public static Sdk.DurableTaskRegistry AddActivities(this Sdk.DurableTaskRegistry to, TaskRegistry tasks, Func<string, bool> runs, IReadOnlyDictionary<string, int>? concurrency = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(runs);
        var places = concurrency?.ToDictionary(c => c.Key, c => new SemaphoreSlim(c.Value)) ?? [];
        foreach (var (name, activity) in tasks.Activities)
            if (runs(activity.Kind))
                to.AddActivity(name, services => new DurableActivity(activity, places.GetValueOrDefault(activity.Kind), services.GetRequiredService<ActivityDrain>()));
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

    private sealed class DurableActivity(Activity activity, SemaphoreSlim? places, ActivityDrain drain) : Sdk.TaskActivity<JsonElement, JsonElement>
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
                return JsonPayload.Parse(await activity.InvokeAsync(new(activity.Name, instanceId, cancellationToken), JsonPayload.Text(input)).ConfigureAwait(false));
            }
            catch (Exception e) when (Faults.IsTransient(e))
            {
                throw new TransientActivityException(e);
            }
        }
    }
}
