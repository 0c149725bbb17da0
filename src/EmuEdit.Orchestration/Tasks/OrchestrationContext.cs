using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration;

/// <summary>
/// What an orchestrator may use. Names and semantics are those of Durable Task (<c>TaskOrchestrationContext</c>), so that an adapter is
/// thin. Every member is safe under replay. Calls must come from the orchestrator's own code, not from a thread that it started.
/// </summary>
/// <remarks>
/// There is no cancellation token. An orchestrator that can be cancelled waits for an event (for example "cancel") and races it against its
/// work with <see cref="Task.WhenAny(Task[])"/>. To end an orchestrator that cannot be cancelled, call
/// <see cref="OrchestrationClient.TerminateAsync"/>.
/// </remarks>
public abstract class OrchestrationContext
{
    /// <summary>The instance's id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>When the current event was recorded. The value is the same in every replay.</summary>
    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>Whether the code is replaying: it repeats earlier steps to reach the point where it stopped.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>A log that is silent while replaying.</summary>
    public abstract ILogger Log { get; }

    /// <summary>Returns a unique GUID that is the same in every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>Runs an activity.</summary>
    /// <param name="activity">The activity's name.</param>
    /// <param name="input">The activity's input.</param>
    /// <param name="retry">When to run the activity again after a failure. Default null: never.</param>
    /// <exception cref="TaskFailedException">The last attempt failed.</exception>
    public abstract Task<TOut> CallActivityAsync<TIn, TOut>(TaskName<TIn, TOut> activity, TIn input, RetryPolicy? retry = null);

    /// <summary>Runs another orchestrator as a separate instance.</summary>
    /// <param name="orchestrator">The orchestrator's name.</param>
    /// <param name="input">The orchestrator's input.</param>
    /// <param name="instanceId">
    /// The new instance's id. Default null: a new id is created. A finished instance with this id is replaced, so a retry may use the same
    /// id. If an unfinished instance with this id exists, the call fails.
    /// </param>
    /// <param name="retry">When to run the orchestrator again after a failure. Default null: never.</param>
    /// <exception cref="TaskFailedException">The last attempt failed, or the instance was terminated.</exception>
    public abstract Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(
        TaskName<TIn, TOut> orchestrator,
        TIn input,
        string? instanceId = null,
        RetryPolicy? retry = null
    );

    /// <summary>Returns a task that completes after a delay, also across restarts.</summary>
    /// <param name="delay">The delay from <see cref="UtcNow"/>.</param>
    /// <param name="cancellationToken">
    /// Cancels the timer and its task. Cancel a timer that lost a race. Use Cancel, because CancelAsync leaves the orchestrator's thread.
    /// </param>
    public Task CreateTimerAsync(TimeSpan delay, CancellationToken cancellationToken = default) =>
        CreateTimerAsync(UtcNow + delay, cancellationToken);

    /// <summary>
    /// Returns a task that completes at a time. If the engine does not run then, the task completes as soon as it runs again.
    /// </summary>
    /// <param name="due">When the task completes.</param>
    /// <param name="cancellationToken">Cancels the timer and its task.</param>
    public abstract Task CreateTimerAsync(DateTimeOffset due, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits for the next event with a name that is raised for this instance. Events that arrived earlier are kept and are received in the
    /// order of their arrival. Each event goes to one waiter, the one that has waited longest.
    /// </summary>
    /// <param name="name">The event's name, not case-sensitive.</param>
    /// <param name="cancellationToken">
    /// Stops the wait and cancels its task. A wait that lost a race would otherwise take the next event.
    /// </param>
    public abstract Task<T> WaitForEventAsync<T>(string name, CancellationToken cancellationToken = default);

    /// <summary>Sets <see cref="OrchestrationMetadata.CustomStatus"/>.</summary>
    public abstract void SetCustomStatus<T>(T status);

    /// <summary>
    /// Ends this run when the orchestrator returns, and starts the instance again with an empty history. The results of open tasks are
    /// dropped.
    /// </summary>
    /// <param name="input">The input of the next run.</param>
    /// <param name="preserveUnprocessedEvents">Whether the next run receives the events that nobody has waited for. Default true.</param>
    public abstract void ContinueAsNew<TIn>(TIn input, bool preserveUnprocessedEvents = true);
}
