using Microsoft.Data.Sqlite;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>A SQLite connection with its statements prepared once. Values are bound to $1, $2... For one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private JournalSync? _sync;

    public Database(string path, SqliteOpenMode mode)
    {
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>All rows that a query gives.</summary>
    public List<T> All<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    /// <summary>The one value that a query gives; null for none.</summary>
    public long? Number(string sql) => Command(sql, []).ExecuteScalar() as long?;

    /// <summary>Sets when commits are flushed; between transactions only.</summary>
    public void Synchronise(JournalSync sync)
    {
        if (sync == _sync)
            return;
        // SQLite obeys a pragma while it compiles it, so a statement kept from before would do nothing.
        using var pragma = _connection.CreateCommand();
        pragma.CommandText = $"PRAGMA synchronous = {(sync == JournalSync.Accepted ? JournalSync.Normal : sync)}";
        pragma.ExecuteNonQuery();
        _sync = sync;
    }

    /// <summary>Undoes the transaction. A full disk has sometimes undone it already, which SQLite reports as an error.</summary>
    public void Rollback()
    {
        try
        {
            Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // Nothing is left to undo.
        }
    }

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
