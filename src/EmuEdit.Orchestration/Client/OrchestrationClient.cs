using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>Starts, watches and ends orchestrations. Names and semantics are Durable Task's (<c>DurableTaskClient</c>). May be used from several threads.</summary>
public abstract class OrchestrationClient
{
    /// <summary>Schedules an orchestration. Once this returns, it will run, whatever happens to the process.</summary>
    /// <param name="orchestrator">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="instanceId">The instance's id, see <see cref="InstanceIds"/>; null, the default, makes one. Where the id is known already, nothing is started.</param>
    /// <param name="cancellationToken">Stops waiting; the orchestration may have been scheduled or not.</param>
    /// <returns>The id, also where the instance was there before.</returns>
    /// <exception cref="InvalidInputException">Unknown orchestrator, an id or input out of its range.</exception>
    /// <exception cref="IOException">It cannot be stored; nothing was scheduled.</exception>
    public abstract Task<string> ScheduleAsync<TIn, TOut>(TaskName<TIn, TOut> orchestrator, TIn input, string? instanceId = null, CancellationToken cancellationToken = default);

    /// <summary>An instance as it is now.</summary>
    /// <returns>Null for an unknown id.</returns>
    public abstract Task<OrchestrationMetadata?> GetAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Waits until an instance has completed, failed or been terminated.</summary>
    /// <exception cref="InstanceStateException">Unknown id.</exception>
    public abstract Task<OrchestrationMetadata> WaitForCompletionAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Raises an event for an unfinished instance. Once this returns, the event is recorded.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="name">The event's name, 1 to 100 characters; upper and lower case are the same.</param>
    /// <param name="payload">What comes with it.</param>
    /// <param name="cancellationToken">Stops waiting; the event may have been raised or not.</param>
    /// <exception cref="InstanceStateException">Unknown id, or the instance is finished.</exception>
    /// <exception cref="InvalidInputException">The name or payload is out of its range.</exception>
    public abstract Task RaiseEventAsync<T>(string instanceId, string name, T payload, CancellationToken cancellationToken = default);

    /// <summary>Ends an instance from outside: its code does not learn of it, results of running activities are dropped. No effect on a finished one.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">Becomes its output.</param>
    /// <param name="recursive">Whether its unfinished sub-orchestrations are terminated too; default false.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InstanceStateException">Unknown id.</exception>
    public abstract Task TerminateAsync(string instanceId, string reason, bool recursive = false, CancellationToken cancellationToken = default);

    /// <summary>The instances that a query matches, oldest first, a page at a time.</summary>
    /// <exception cref="InvalidInputException">The page size or the continuation token is out of its range.</exception>
    public abstract Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellationToken = default);

    /// <summary>Deletes a finished instance.</summary>
    /// <returns>False for an unknown id.</returns>
    /// <exception cref="InstanceStateException">The instance is not finished.</exception>
    public abstract Task<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Deletes the finished instances that a filter matches.</summary>
    /// <returns>How many.</returns>
    public abstract Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellationToken = default);
}
