using EmuEdit.Storage;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>The part of an instance that the engine needs.</summary>
internal sealed record InstanceRow(string Id, string Name, OrchestrationStatus Status)
{
    public bool IsFinished => Status >= OrchestrationStatus.Completed;
}

/// <summary>Reads and writes the journal within the engine's transaction. For use by the engine's thread only.</summary>
/// <param name="database">The journal's database.</param>
/// <param name="sync">When the journal is flushed to disk.</param>
/// <param name="orchestrators">The orchestrators whose pending records are read. Default null: all.</param>
internal sealed class JournalWriter(SqliteDatabase database, JournalSync sync, IEnumerable<string>? orchestrators = null) : IDisposable
{
    private const string Record = "type, at, step, name, payload, child";

    private readonly string _known = orchestrators is null
        ? ""
        : $" AND EXISTS (SELECT 1 FROM instances WHERE id = pending.instance AND name IN "
            + $"({string.Join(", ", orchestrators.Select(o => $"'{o.Replace("'", "''", StringComparison.Ordinal)}'"))}))";

    // Ids must be unique among the rows and among the ids in memory. A restart empties the memory.
    private long _lastPending = database.Number("SELECT max(id) FROM pending") ?? 0;

    /// <summary>Begins a transaction.</summary>
    /// <param name="awaited">Whether a caller waits for it.</param>
    public void Begin(bool awaited)
    {
        database.Synchronise(awaited && sync == JournalSync.Accepted ? SqliteSync.Full : JournalFile.Unawaited(sync));
        database.Run("BEGIN IMMEDIATE");
    }

    public void Commit() => database.Run("COMMIT");

    public void Rollback() => database.Rollback();

    public void Dispose() => database.Dispose();

    public InstanceRow? Find(string id) =>
        database
            .All(
                "SELECT name, status FROM instances WHERE id = $1",
                row => new InstanceRow(id, row.GetString(0), (OrchestrationStatus)row.GetInt32(1)),
                id
            )
            .SingleOrDefault();

    public void Insert(string id, string name, string input, DateTimeOffset at, string? parent = null, int? parentStep = null) =>
        database.Run(
            "INSERT INTO instances (id, name, status, created, updated, input, parent, parent_step) VALUES ($1, $2, 0, $3, $3, $4, $5, $6)",
            id, name, at.UtcTicks, input, parent, parentStep);

    public void Save(string id, DateTimeOffset at, string? customStatus) =>
        database.Run(
            "UPDATE instances SET status = 1, updated = $2, custom_status = coalesce($3, custom_status) WHERE id = $1",
            id,
            at.UtcTicks,
            customStatus
        );

    /// <summary>Ends an instance and deletes its pending records and its history, because nobody replays it.</summary>
    /// <returns>The parent that waits for the instance, and the step that the instance answers. Null if there is no parent.</returns>
    public (string Parent, int Step)? Finish(string id, DateTimeOffset at, OrchestrationStatus status, string? output, string? failure)
    {
        database.Run("DELETE FROM pending WHERE instance = $1", id);
        database.Run("DELETE FROM history WHERE instance = $1", id);
        return database.All<(string, int)?>(
            "UPDATE instances SET status = $2, updated = $3, output = $4, failure = $5 WHERE id = $1 RETURNING parent, parent_step",
            row => row.IsDBNull(0) ? null : (row.GetString(0), row.GetInt32(1)), id, (int)status, at.UtcTicks, output, failure).Single();
    }

    /// <summary>
    /// Clears an instance for its next run. Messages from outside are kept. Answers to the old run are deleted, and its children no longer
    /// send answers.
    /// </summary>
    public void Restart(string id, DateTimeOffset at, string input)
    {
        database.Run("DELETE FROM history WHERE instance = $1", id);
        database.Run(
            $"DELETE FROM pending WHERE instance = $1 AND type NOT IN ({(int)RecordType.EventRaised}, {(int)RecordType.Terminated})",
            id
        );
        database.Run("UPDATE instances SET parent = NULL, parent_step = NULL WHERE parent = $1", id);
        database.Run("UPDATE instances SET updated = $2, input = $3 WHERE id = $1", id, at.UtcTicks, input);
    }

    /// <summary>Deletes a finished instance.</summary>
    public void Delete(string id) => database.Run("DELETE FROM instances WHERE id = $1", id);

    /// <summary>Returns the ids of at most <paramref name="limit"/> instances that match.</summary>
    public List<string> Ids(Conditions conditions, int limit) =>
        database.All($"SELECT id FROM instances {conditions.Where} LIMIT {limit}", row => row.GetString(0), conditions.Values);

    public List<string> UnfinishedChildren(string id) =>
        database.All("SELECT id FROM instances WHERE parent = $1 AND status < 2", row => row.GetString(0), id);

    public List<HistoryRecord> History(string id) =>
        database.All($"SELECT {Record} FROM history WHERE instance = $1 ORDER BY seq", row => ReadRecord(row, 0), id);

    public void Append(string id, int seq, HistoryRecord record) =>
        database.Run(
            $"INSERT INTO history (instance, seq, {Record}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, seq, (int)record.Type, record.At.UtcTicks, record.Step, record.Name, record.Payload, record.Child);

    public PendingRecord Pend(string id, HistoryRecord record)
    {
        var pending = new PendingRecord(++_lastPending, id, record);
        database.Run(
            $"INSERT INTO pending (id, instance, {Record}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            pending.Id, id, (int)record.Type, record.At.UtcTicks, record.Step, record.Name, record.Payload, record.Child);
        return pending;
    }

    /// <summary>Removes a pending record.</summary>
    /// <returns>False if it no longer exists: it was answered or cancelled, or its instance has ended.</returns>
    public bool Take(long pending) => database.Run("DELETE FROM pending WHERE id = $1", pending) > 0;

    /// <summary>Postpones a pending record if it is a timer.</summary>
    public void Postpone(long pending, DateTimeOffset due) =>
        database.Run($"UPDATE pending SET at = $2 WHERE id = $1 AND {JournalFile.IsTimer}", pending, due.UtcTicks);

    public void DropTimer(string id, int step) =>
        database.Run($"DELETE FROM pending WHERE instance = $1 AND step = $2 AND {JournalFile.IsTimer}", id, step);

    /// <summary>Returns all pending activities and messages, oldest first.</summary>
    public List<PendingRecord> Pending() =>
        database.All($"SELECT id, instance, {Record} FROM pending WHERE NOT ({JournalFile.IsTimer}){_known} ORDER BY id", ReadPending);

    /// <summary>Returns at most <paramref name="limit"/> timers that are due, oldest first.</summary>
    public List<PendingRecord> DueTimers(DateTimeOffset now, int limit) =>
        database.All(
            $"SELECT id, instance, {Record} FROM pending WHERE {JournalFile.IsTimer} AND at <= $1{_known} ORDER BY at LIMIT {limit}",
            ReadPending,
            now.UtcTicks
        );

    /// <summary>Returns when the next timer is due, or null if there is none.</summary>
    public DateTimeOffset? NextTimer() =>
        database.Number($"SELECT at FROM pending WHERE {JournalFile.IsTimer}{_known} ORDER BY at LIMIT 1") is { } ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    private static PendingRecord ReadPending(SqliteDataReader row) => new(row.GetInt64(0), row.GetString(1), ReadRecord(row, 2));

    private static HistoryRecord ReadRecord(SqliteDataReader row, int first) => new(
        (RecordType)row.GetInt32(first), new(row.GetInt64(first + 1), TimeSpan.Zero), row.GetInt32(first + 2), row.GetString(first + 3),
        row.GetString(first + 4), row.IsDBNull(first + 5) ? null : row.GetString(first + 5));
}
