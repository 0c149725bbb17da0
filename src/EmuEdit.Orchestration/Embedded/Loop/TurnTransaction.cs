namespace EmuEdit.Orchestration.Embedded;

/// <summary>The outcome of a transaction, to report once it is committed.</summary>
/// <param name="Pended">The new pending records.</param>
/// <param name="Stopped">The instances whose run has ended. Nobody waits for their activities any more.</param>
/// <param name="NextTimer">When the next timer is due. Null if there is none.</param>
internal sealed record TurnsOutcome(List<PendingRecord> Pended, List<string> Stopped, DateTimeOffset? NextTimer);

/// <summary>A transaction of the journal, and what it changes for the rest of the engine. For the engine's thread only.</summary>
/// <param name="journal">The journal.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnTransaction(JournalWriter journal, TimeProvider time)
{
    private List<PendingRecord> _pended = [];
    private List<string> _stopped = [];

    /// <summary>When the transaction began.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Begins a transaction. <paramref name="awaited"/> says whether a caller waits for it.</summary>
    public void Begin(bool awaited)
    {
        Now = time.GetUtcNow();
        journal.Begin(awaited);
    }

    /// <summary>Commits the transaction.</summary>
    public TurnsOutcome Commit()
    {
        var outcome = new TurnsOutcome(_pended, _stopped, journal.NextTimer());
        journal.Commit();
        (_pended, _stopped) = ([], []);
        return outcome;
    }

    /// <summary>Rolls back everything since <see cref="Begin"/>.</summary>
    public void Rollback()
    {
        journal.Rollback();
        (_pended, _stopped) = ([], []);
    }

    /// <summary>Adds a record to the history of a run.</summary>
    public void Append(OrchestrationRun run, HistoryRecord record) => journal.Append(run.InstanceId, run.Length++, record);

    /// <summary>Adds a pending record of an instance.</summary>
    public void Pend(string id, HistoryRecord record) => _pended.Add(journal.Pend(id, record));

    /// <summary>Reports that the run of an instance has ended.</summary>
    public void Stop(string id) => _stopped.Add(id);
}
