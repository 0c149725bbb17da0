using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>The journal's file: its name, its tables, and its errors.</summary>
internal static class JournalFile
{
    public const string Name = "journal.db";
    private const int Version = 1;

    /// <summary>Selects the rows of pending that are timers. A query must use these exact words to use the index of timers.</summary>
    public const string IsTimer = "type = 9";

    // Partial indexes keep what the engine reads all the time (due timers and children) apart from what grows.
    private const string Schema = $"""
        CREATE TABLE instances (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, status INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
            input TEXT NOT NULL, output TEXT, custom_status TEXT, failure TEXT, parent TEXT, parent_step INTEGER);
        CREATE INDEX instances_by_time ON instances (created, id);
        CREATE INDEX instances_by_status ON instances (status, created, id);
        CREATE INDEX instances_by_parent ON instances (parent) WHERE parent IS NOT NULL;
        CREATE TABLE history (
            instance TEXT NOT NULL, seq INTEGER NOT NULL, type INTEGER NOT NULL, at INTEGER NOT NULL, step INTEGER NOT NULL,
            name TEXT NOT NULL, payload TEXT NOT NULL, child TEXT, PRIMARY KEY (instance, seq)) WITHOUT ROWID;
        CREATE TABLE pending (
            id INTEGER PRIMARY KEY, instance TEXT NOT NULL, type INTEGER NOT NULL, at INTEGER NOT NULL, step INTEGER NOT NULL,
            name TEXT NOT NULL, payload TEXT NOT NULL, child TEXT);
        CREATE INDEX pending_by_instance ON pending (instance);
        CREATE INDEX timers ON pending (at) WHERE {IsTimer};
        PRAGMA user_version = 1;
        """;

    /// <summary>Opens the journal of a folder, and creates it if it does not exist.</summary>
    /// <exception cref="InvalidInputException">The journal cannot be written, is damaged, or has another version.</exception>
    public static SqliteDatabase Open(string path, EmbeddedEngineOptions options)
    {
        SqliteDatabase? database = null;
        try
        {
            database = new(path, SqliteOpenMode.ReadWriteCreate);
            database.Run("PRAGMA journal_mode = WAL");
            database.Synchronise(Unawaited(options.Sync));
            if (options.MaxJournalPages is { } pages)
                database.Run($"PRAGMA max_page_count = {pages}");
            Prepare(database, path);
            var opened = database;
            database = null;
            return opened;
        }
        catch (SqliteException e)
        {
            throw Refusal(e, path);
        }
        finally
        {
            database?.Dispose();
        }
    }

    /// <summary>Returns the error for a journal that cannot be opened.</summary>
    public static InvalidInputException Refusal(SqliteException e, string path) => SqliteFaults.Refusal(e, "journal", path);

    /// <summary>Returns the error for a journal that fails later.</summary>
    public static IOException Failure(Exception e, string path)
    {
        var (problem, advice) = SqliteFaults.Explain(e);
        return new($"Journal {path} cannot be used now: {problem}; nothing that was accepted is lost. To go on, {advice}.", e);
    }

    /// <summary>Returns SQLite's setting for commits that nobody waits for.</summary>
    public static SqliteSync Unawaited(JournalSync sync) => sync switch
    {
        JournalSync.Full => SqliteSync.Full,
        JournalSync.Off => SqliteSync.Off,
        _ => SqliteSync.Normal,
    };

    private static void Prepare(SqliteDatabase database, string path)
    {
        var version = database.Number("PRAGMA user_version");
        if (version == 0)
            database.Run($"BEGIN IMMEDIATE; {Schema} COMMIT");
        else if (version != Version)
            throw new InvalidInputException(
                $"journal {path} of version {version}",
                $"version {Version}",
                "open it with the version of this program that wrote it"
            );
        // Checks only the table that every start reads, so that a long history does not slow the start.
        var damage = database.All("PRAGMA quick_check('pending')", row => row.GetString(0));
        if (damage is not ["ok"])
            throw new InvalidInputException(
                $"journal {path} (damaged: {damage[0].ReplaceLineEndings(" ")})",
                "an intact journal that can be written",
                SqliteFaults.Repair
            );
    }
}
