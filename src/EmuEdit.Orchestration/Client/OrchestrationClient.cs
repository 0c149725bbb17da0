using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>
/// Schedules, monitors and ends orchestrations. Names and semantics are those of Durable Task (<c>DurableTaskClient</c>). Safe for use from
/// several threads.
/// </summary>
public abstract class OrchestrationClient
{
    /// <summary>Schedules an orchestration. Once this method has returned, the orchestration runs even if the process crashes.</summary>
    /// <param name="orchestrator">The orchestrator's name.</param>
    /// <param name="input">The orchestrator's input.</param>
    /// <param name="instanceId">
    /// The instance's id, see <see cref="InstanceIds"/>. Default null: a new id is created. If an instance with this id exists, nothing is
    /// started.
    /// </param>
    /// <param name="cancellationToken">Stops waiting. The orchestration may or may not have been scheduled.</param>
    /// <returns>The id of the instance, whether it is new or existed before.</returns>
    /// <exception cref="InvalidInputException">The orchestrator is unknown, or the id or input is out of its range.</exception>
    /// <exception cref="IOException">The instance cannot be stored. Nothing was scheduled.</exception>
    public abstract Task<string> ScheduleAsync<TIn, TOut>(
        TaskName<TIn, TOut> orchestrator,
        TIn input,
        string? instanceId = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Returns the current state of an instance.</summary>
    /// <returns>The state, or null if the id is unknown.</returns>
    public abstract Task<OrchestrationMetadata?> GetAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Waits until an instance has completed, failed or been terminated.</summary>
    /// <exception cref="InstanceStateException">The id is unknown.</exception>
    public abstract Task<OrchestrationMetadata> WaitForCompletionAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Raises an event for an unfinished instance. Once this method has returned, the event is recorded.</summary>
    /// <param name="instanceId">The instance's id.</param>
    /// <param name="name">The event's name, 1 to 100 characters, not case-sensitive.</param>
    /// <param name="payload">The event's payload.</param>
    /// <param name="cancellationToken">Stops waiting. The event may or may not have been raised.</param>
    /// <exception cref="InstanceStateException">The id is unknown, or the instance is finished.</exception>
    /// <exception cref="InvalidInputException">The name or payload is out of its range.</exception>
    public abstract Task RaiseEventAsync<T>(string instanceId, string name, T payload, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends an instance from outside. Its code is not notified, and the results of its running activities are dropped. Has no effect on a
    /// finished instance.
    /// </summary>
    /// <param name="instanceId">The instance's id.</param>
    /// <param name="reason">The reason. It becomes the instance's output.</param>
    /// <param name="recursive">Whether to terminate its unfinished sub-orchestrations, too. Default false.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InstanceStateException">The id is unknown.</exception>
    public abstract Task TerminateAsync(
        string instanceId,
        string reason,
        bool recursive = false,
        CancellationToken cancellationToken = default
    );

    /// <summary>Returns one page of the instances that match a query, oldest first.</summary>
    /// <exception cref="InvalidInputException">The page size or the continuation token is not valid.</exception>
    public abstract Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellationToken = default);

    /// <summary>Deletes a finished instance.</summary>
    /// <returns>True if the instance was deleted, false if the id is unknown.</returns>
    /// <exception cref="InstanceStateException">The instance is not finished.</exception>
    public abstract Task<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Deletes the finished instances that match a filter.</summary>
    /// <returns>The number of deleted instances.</returns>
    public abstract Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellationToken = default);
}
