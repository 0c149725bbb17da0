using System.Text.Json;
using EmuEdit.Orchestration;
using Microsoft.Extensions.Logging;
using Sdk = Microsoft.DurableTask;

namespace EmuEdit.Durable;

/// <summary>The port's context, implemented with the SDK's.</summary>
/// <param name="context">The SDK's context.</param>
internal sealed class DurableContext(Sdk.TaskOrchestrationContext context) : OrchestrationContext
{
    // Enough for processes that are killed. A task that kills its process each time must end some day.
    private const int MostCutOffs = 5;

    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(2);

    private readonly EventQueues _events = new(context);
    private ILogger? _log;

    public override string InstanceId => context.InstanceId;

    public override DateTimeOffset UtcNow => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public override bool IsReplaying => context.IsReplaying;

    public override ILogger Log => _log ??= context.CreateReplaySafeLogger(context.Name.Name);

    public override Guid NewGuid() => context.NewGuid();

    public override Task<TOut> CallActivityAsync<TIn, TOut>(TaskName<TIn, TOut> activity, TIn input, RetryPolicy? retry = null) =>
        CallAsync<TOut>(() => context.CallActivityAsync<JsonElement>(activity.Value, JsonPayload.Of(input)), retry);

    public override Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(
        TaskName<TIn, TOut> orchestrator,
        TIn input,
        string? instanceId = null,
        RetryPolicy? retry = null
    )
    {
        var options = new Sdk.SubOrchestrationOptions(instanceId: instanceId is null ? null : InstanceIds.Check(instanceId));
        return CallAsync<TOut>(
            () => context.CallSubOrchestratorAsync<JsonElement>(orchestrator.Value, JsonPayload.Of(input), options),
            retry
        );
    }

    public override Task CreateTimerAsync(DateTimeOffset due, CancellationToken cancellationToken = default) =>
        context.CreateTimer(due.UtcDateTime, cancellationToken);

    public override async Task<T> WaitForEventAsync<T>(string name, CancellationToken cancellationToken = default) =>
        Payload.Read<T>(JsonPayload.Text(await _events.NextAsync(name, cancellationToken)));

    public override void SetCustomStatus<T>(T status) => context.SetCustomStatus(JsonPayload.Of(status));

    public override void ContinueAsNew<TIn>(TIn input, bool preserveUnprocessedEvents = true)
    {
        var next = JsonPayload.Of(input);
        _events.End(preserveUnprocessedEvents);
        context.ContinueAsNew(next, preserveUnprocessedEvents);
    }

    // The SDK's retry is not used, because its handler is not called for a terminated child. A task that was cut off runs again in any
    // case, as it does when the whole host has ended.
    private async Task<TOut> CallAsync<TOut>(Func<Task<JsonElement>> task, RetryPolicy? retry)
    {
        for (var (attempt, cutOffs) = (1, 0); ;)
        {
            try
            {
                return Payload.Read<TOut>(JsonPayload.Text(await task()));
            }
            catch (Sdk.TaskFailedException e)
            {
                var failure = Failures.Of(e);
                if (Failures.IsCutOff(failure) && cutOffs < MostCutOffs)
                    await CreateTimerAsync(RestartTime * (1 << cutOffs++));
                else if (retry is not null && attempt < retry.MaxAttempts && retry.Handle(failure))
                    await CreateTimerAsync(retry.IntervalAfter(attempt++));
                else
                    throw new TaskFailedException(failure);
            }
        }
    }
}
