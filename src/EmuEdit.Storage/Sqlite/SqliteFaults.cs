using EmuEdit.Core;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Storage;

/// <summary>The meaning of SQLite's errors for users.</summary>
public static class SqliteFaults
{
    /// <summary>What helps against a damaged file.</summary>
    public const string Repair = "restore a copy of it, or recover it with the sqlite3 tool's .recover command";

    // SQLite's result codes.
    private const int ReadOnly = 8, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>Explains an error of a SQLite file: the problem, and what the user can do.</summary>
    public static (string Problem, string Advice) Explain(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return (exception as SqliteException)?.SqliteErrorCode switch
        {
            ReadOnly or CannotOpen => ("it cannot be opened for writing", "make its folder writable"),
            Corrupt or NotADatabase => ("damaged", Repair),
            Full => ("the disk is full", "free some space"),
            _ => (exception.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '), "look at the disk that holds it"),
        };
    }

    /// <summary>Returns the error for a file that cannot be opened.</summary>
    /// <param name="exception">SQLite's error.</param>
    /// <param name="what">What the file is, for example "journal".</param>
    /// <param name="path">The file's path.</param>
    public static InvalidInputException Refusal(SqliteException exception, string what, string path)
    {
        var (problem, advice) = Explain(exception);
        return new($"{what} {path} ({problem})", $"an intact {what} that can be written", advice);
    }

    /// <summary>Whether the error means that the file is damaged or is not a SQLite file.</summary>
    public static bool IsDamage(SqliteException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.SqliteErrorCode is Corrupt or NotADatabase;
    }
}
