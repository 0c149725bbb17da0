using EmuEdit.Core;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>The journal's file: its name, its tables, and the meaning of its errors.</summary>
internal static class JournalFile
{
    public const string Name = "journal.db";
    private const int Version = 1;

    // SQLite's result codes.
    private const int ReadOnly = 8, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

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
    public static Database Open(string path, EmbeddedEngineOptions options)
    {
        Database? database = null;
        try
        {
            database = new(path, SqliteOpenMode.ReadWriteCreate);
            database.Run("PRAGMA journal_mode = WAL");
            database.Synchronise(options.Sync);
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
    public static InvalidInputException Refusal(SqliteException e, string path)
    {
        var (problem, advice) = Explain(e);
        return new($"journal {path} ({problem})", "an intact journal that can be written", advice);
    }

    /// <summary>Returns the error for a journal that fails later.</summary>
    public static IOException Failure(Exception e, string path)
    {
        var (problem, advice) = Explain(e);
        return new($"Journal {path} cannot be used now: {problem}; nothing that was accepted is lost. To go on, {advice}.", e);
    }

    /// <summary>Whether the error means that the file is damaged or is not a SQLite file.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode is Corrupt or NotADatabase;

    private static void Prepare(Database database, string path)
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
                Repair
            );
    }

    private const string Repair = "restore a copy of it, or recover it with the sqlite3 tool's .recover command";

    /// <summary>Explains an error of a SQLite file: the problem, and what the user can do.</summary>
    public static (string Problem, string Advice) Explain(Exception e) => (e as SqliteException)?.SqliteErrorCode switch
    {
        ReadOnly or CannotOpen => ("it cannot be opened for writing", "make its folder writable"),
        Corrupt or NotADatabase => ("damaged", Repair),
        Full => ("the disk is full", "free some space"),
        _ => (e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '), "look at the disk that holds it"),
    };
}
