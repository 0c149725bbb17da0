using Microsoft.Data.Sqlite;

namespace EmuEdit.Storage;

/// <summary>When commits are flushed to disk; the values of SQLite's <c>synchronous</c>.</summary>
public enum SqliteSync
{
    /// <summary>With every commit.</summary>
    Full,

    /// <summary>From time to time. A power failure may lose the last commits, but the file stays consistent.</summary>
    Normal,

    /// <summary>Never. A power failure may damage the file.</summary>
    Off,
}

/// <summary>
/// A SQLite connection that prepares each statement once. Values are bound to $1, $2 and so on. For use by one thread at a time.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteSync? _sync;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="mode">Whether the file is read or written, and created if it does not exist.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteDatabase(string path, SqliteOpenMode mode)
    {
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of changed rows.</returns>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>Returns all rows of a query.</summary>
    public List<T> All<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        ArgumentNullException.ThrowIfNull(map);
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    /// <summary>Returns the single value of a query, or null if there is none.</summary>
    public long? Number(string sql) => Command(sql, []).ExecuteScalar() as long?;

    /// <summary>Sets when commits are flushed. Call it only between transactions.</summary>
    public void Synchronise(SqliteSync sync)
    {
        if (sync == _sync)
            return;
        // SQLite applies a pragma when it compiles the statement, so a statement that is kept from an earlier call would have no effect.
        using var pragma = _connection.CreateCommand();
        pragma.CommandText = $"PRAGMA synchronous = {sync}";
        pragma.ExecuteNonQuery();
        _sync = sync;
    }

    /// <summary>Rolls back the transaction. After a full disk, SQLite may have rolled back already, and then reports an error.</summary>
    public void Rollback()
    {
        try
        {
            Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // Nothing is left to roll back.
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
            _commands.Add(sql, command = Prepare(sql, values.Length));
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new() { ParameterName = $"${i}" });
        return command;
    }
}
