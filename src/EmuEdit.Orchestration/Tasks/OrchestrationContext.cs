using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration;

/// <summary>
/// What an orchestrator may use. Names and semantics are Durable Task's (<c>TaskOrchestrationContext</c>), so that an adapter is thin. Every member is
/// safe under replay. Calls must come from the orchestrator's own code, not from a thread it started.
/// </summary>
/// <remarks>
/// There is no cancellation token: an orchestrator that can be cancelled waits for an event of its own ("cancel", say) and races it with its work by
/// <see cref="Task.WhenAny(Task[])"/>; one that cannot is ended by <see cref="OrchestrationClient.TerminateAsync"/>.
/// </remarks>
public abstract class OrchestrationContext
{
    /// <summary>The instance's id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>When the event that is being handled was recorded; the same in every replay.</summary>
    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>Whether the code repeats what it did before, to get back to where it was.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>A log that is silent while replaying.</summary>
    public abstract ILogger Log { get; }

    /// <summary>A GUID that is the same in every replay, and differs from all others.</summary>
    public abstract Guid NewGuid();

    /// <summary>Runs an activity.</summary>
    /// <param name="activity">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="retry">When to run it again if it fails; null, the default: never.</param>
    /// <exception cref="TaskFailedException">It failed, the last time.</exception>
    public abstract Task<TOut> CallActivityAsync<TIn, TOut>(TaskName<TIn, TOut> activity, TIn input, RetryPolicy? retry = null);

    /// <summary>Runs another orchestrator as an instance of its own.</summary>
    /// <param name="orchestrator">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="instanceId">
    /// The new instance's id; null, the default, makes one. A finished instance of that id is replaced (so a retry may use the same id); an unfinished
    /// one fails the call.
    /// </param>
    /// <param name="retry">When to run it again if it fails; null, the default: never.</param>
    /// <exception cref="TaskFailedException">It failed, the last time, or was terminated.</exception>
    public abstract Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(TaskName<TIn, TOut> orchestrator, TIn input, string? instanceId = null, RetryPolicy? retry = null);

    /// <summary>A task that completes after that time, also across restarts.</summary>
    /// <param name="delay">How long from <see cref="UtcNow"/>.</param>
    /// <param name="cancellationToken">
    /// Cancels the timer; the task is then cancelled. A timer that lost a race should be cancelled; by Cancel, as CancelAsync leaves the orchestrator's thread.
    /// </param>
    public Task CreateTimerAsync(TimeSpan delay, CancellationToken cancellationToken = default) => CreateTimerAsync(UtcNow + delay, cancellationToken);

    /// <summary>A task that completes at that time or as soon after it as the engine runs.</summary>
    /// <param name="due">When.</param>
    /// <param name="cancellationToken">Cancels the timer; the task is then cancelled.</param>
    public abstract Task CreateTimerAsync(DateTimeOffset due, CancellationToken cancellationToken = default);

    /// <summary>
    /// The next event of that name raised for this instance. Events that came before are kept, and taken in the order they came; each goes to one waiter,
    /// the longest waiting first.
    /// </summary>
    /// <param name="name">The event's name; upper and lower case are the same.</param>
    /// <param name="cancellationToken">Stops waiting; the task is then cancelled. A wait that lost a race would otherwise take the next event.</param>
    public abstract Task<T> WaitForEventAsync<T>(string name, CancellationToken cancellationToken = default);

    /// <summary>Sets what <see cref="OrchestrationMetadata.CustomStatus"/> shows.</summary>
    public abstract void SetCustomStatus<T>(T status);

    /// <summary>Ends this run when the orchestrator returns, and starts the instance again with an empty history. Results of tasks still open are dropped.</summary>
    /// <param name="input">Input of the next run.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody waited for are there in the next run; default true.</param>
    public abstract void ContinueAsNew<TIn>(TIn input, bool preserveUnprocessedEvents = true);
}
