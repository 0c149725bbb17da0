using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Sessions;

/// <summary>The documents of sessions, with the orchestrations that run their turns.</summary>
/// <param name="store">The store of the sessions.</param>
/// <param name="client">The client that runs what <see cref="SessionWorkload"/> registers.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnRuns(SessionStore store, OrchestrationClient client, TimeProvider time) : DurableDocuments<Session>(store, client)
{
    /// <summary>Returns the current state of a session that can be used.</summary>
    /// <exception cref="SessionException">The session does not exist or has ended.</exception>
    public async Task<StoredDocument<Session>> GetAsync(string id, CancellationToken cancellationToken)
    {
        var stored = Live(await Documents.GetAsync(id, cancellationToken).ConfigureAwait(false));
        return await ReconcileAsync(stored.Document, cancellationToken).ConfigureAwait(false) is { } changed ? Live(changed) : stored;
    }

    /// <summary>Returns a session if it can be used.</summary>
    /// <exception cref="SessionException">The session has ended.</exception>
    public StoredDocument<Session> Live(StoredDocument<Session> stored)
    {
        stored.Document.Live(time.GetUtcNow());
        return stored;
    }

    /// <summary>Schedules an accepted turn.</summary>
    public Task ScheduleAsync(TurnReference turn) =>
        Client.ScheduleAsync(EditTurnOrchestrator.TaskName, turn, turn.InstanceId, CancellationToken.None);

    /// <summary>Waits until the orchestration of a turn has ended. The session's document shows how.</summary>
    public Task WaitForEndAsync(TurnReference turn, CancellationToken cancellationToken) =>
        WaitForInstanceAsync(turn.InstanceId, cancellationToken);

    /// <summary>Requests cancellation of a turn.</summary>
    public Task CancelAsync(TurnReference turn, CancellationToken cancellationToken) =>
        RaiseEventAsync(turn.InstanceId, EditTurnOrchestrator.Cancel, cancellationToken);

    /// <summary>Stops the turns of a session, and deletes their orchestrations.</summary>
    public Task PurgeAsync(Session session, CancellationToken cancellationToken) =>
        Task.WhenAll(
            session.Turns.Select(turn =>
                PurgeAsync(new TurnReference(session.Id, turn.Number).InstanceId, "The session was deleted.", cancellationToken)
            )
        );

    /// <summary>Whether as many turns as allowed are unfinished.</summary>
    public async Task<bool> IsFullAsync(int limit, CancellationToken cancellationToken)
    {
        var unfinished = new OrchestrationQuery
        {
            Statuses = [OrchestrationStatus.Pending, OrchestrationStatus.Running],
            InstanceIdPrefix = TurnReference.InstancePrefix,
            PageSize = limit,
        };
        return (await Client.QueryAsync(unfinished, cancellationToken).ConfigureAwait(false)).Instances.Count >= limit;
    }

    /// <inheritdoc/>
    protected override string? InstanceOf(Session document) => Unfinished(document)?.InstanceId;

    /// <inheritdoc/>
    protected override Task ScheduleAsync(Session document, string instanceId) => ScheduleAsync(Unfinished(document)!);

    /// <inheritdoc/>
    protected override Session Lost(Session document, OrchestrationMetadata instance)
    {
        var error = instance.Failure is { } failure
            ? new TurnError(failure.ErrorType, failure.ErrorMessage)
            : new(nameof(OrchestrationStatus.Terminated), EndedFromOutside);
        return CommitTurn.Ended(document, Unfinished(document)!.Turn, new(TurnStatus.Failed) { Error = error }, time.GetUtcNow());
    }

    private static TurnReference? Unfinished(Session session) =>
        session is { Ended: null, Unfinished: { } turn } ? new(session.Id, turn.Number) : null;
}
