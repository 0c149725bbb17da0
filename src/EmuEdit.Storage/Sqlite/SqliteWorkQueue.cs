using EmuEdit.Core;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Storage;

/// <summary>
/// Messages in a table of a SQLite file, which several queues and several processes of one machine may share. A sent message is on disk.
/// </summary>
public sealed class SqliteWorkQueue : IWorkQueue, IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body BLOB NOT NULL,
            inserted INTEGER NOT NULL, visible INTEGER NOT NULL,
            count INTEGER NOT NULL DEFAULT 0, receipt TEXT NOT NULL DEFAULT '');
        CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, id);
        """;

    private readonly Lock _lock = new();
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly string _path;

    private SqliteWorkQueue(string path, SqliteDatabase database, string name, TimeProvider time) =>
        (_path, _database, Name, _time) = (path, database, name, time);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Opens a queue, and creates its file and folder if they do not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name of the queue in the file: 3 to 63 lower-case letters, digits and dashes.</param>
    /// <param name="time">The clock. Default null: the system clock.</param>
    /// <exception cref="InvalidInputException">The name is not valid, or the file cannot be written or is damaged.</exception>
    public static SqliteWorkQueue Open(string path, string name, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is < 3 or > 63 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new InvalidInputException("a queue name that cannot be used", "3 to 63 lower-case letters, digits and dashes");
        SqliteDatabase? database = null;
        try
        {
            DurableFolder.Create(Path.GetDirectoryName(Path.GetFullPath(path))!);
            database = new(path, SqliteOpenMode.ReadWriteCreate);
            database.Run("PRAGMA journal_mode = WAL");
            database.Synchronise(SqliteSync.Full);
            database.Run(Schema);
            var opened = database;
            database = null;
            return new(path, opened, name, time ?? TimeProvider.System);
        }
        catch (SqliteException e)
        {
            throw SqliteFaults.Refusal(e, "queue", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"queue {path} ({e.Message.TrimEnd('.')})", "a file that can be written");
        }
        finally
        {
            database?.Dispose();
        }
    }

    /// <inheritdoc/>
    public Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        QueueMessages.CheckLength(body.Length);
        return DoAsync(
            now =>
                _database.Run(
                    "INSERT INTO messages (queue, body, inserted, visible) VALUES ($1, $2, $3, $3)",
                    Name,
                    body.ToArray(),
                    now.UtcTicks
                ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<QueueMessage?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken = default)
    {
        QueueMessages.CheckVisibility(visibility, TimeSpan.FromSeconds(1));
        // One statement, so that only one of two receivers gets the message.
        return DoAsync(
            now =>
                _database
                    .All(
                        """
                        UPDATE messages SET visible = $3, count = count + 1, receipt = $4
                        WHERE id = (SELECT id FROM messages WHERE queue = $1 AND visible <= $2 ORDER BY id LIMIT 1)
                        RETURNING id, receipt, body, count, inserted
                        """,
                        row => new QueueMessage(
                            $"{row.GetInt64(0)}",
                            row.GetString(1),
                            (byte[])row.GetValue(2),
                            row.GetInt64(3),
                            new(row.GetInt64(4), TimeSpan.Zero)
                        ),
                        Name,
                        now.UtcTicks,
                        (now + visibility).UtcTicks,
                        NewReceipt()
                    )
                    .SingleOrDefault(),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<QueueMessage?> RenewAsync(QueueMessage message, TimeSpan visibility, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        QueueMessages.CheckVisibility(visibility, TimeSpan.Zero);
        var renewed = message with { Receipt = NewReceipt() };
        return DoAsync(
            now =>
                _database.Run(
                    "UPDATE messages SET visible = $3, receipt = $4 WHERE id = $1 AND receipt = $2",
                    message.Id,
                    message.Receipt,
                    (now + visibility).UtcTicks,
                    renewed.Receipt
                ) > 0
                    ? renewed
                    : null,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return DoAsync(
            _ => _database.Run("DELETE FROM messages WHERE id = $1 AND receipt = $2", message.Id, message.Receipt) > 0,
            cancellationToken
        );
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
            _database.Dispose();
    }

    private static string NewReceipt() => Guid.NewGuid().ToString("N");

    // A statement on a local file takes less time than handing it to another thread.
    private Task<T> DoAsync<T>(Func<DateTimeOffset, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        try
        {
            lock (_lock)
                return Task.FromResult(work(_time.GetUtcNow()));
        }
        catch (SqliteException e)
        {
            var (problem, advice) = SqliteFaults.Explain(e);
            return Task.FromException<T>(new BlobStoreException($"Queue {_path} cannot be used now: {problem}. To go on, {advice}.", e));
        }
    }
}
