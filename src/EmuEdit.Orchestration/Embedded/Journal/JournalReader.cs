using EmuEdit.Storage;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>Reads committed data, beside the engine's thread. Safe for use from several threads.</summary>
internal sealed class JournalReader(string path) : IDisposable
{
    private const string Columns = "id, name, status, created, updated, input, output, custom_status, failure";

    private readonly Lock _lock = new();
    private readonly SqliteDatabase _database = new(path, SqliteOpenMode.ReadOnly);

    public OrchestrationMetadata? Get(string id) => All($"SELECT {Columns} FROM instances WHERE id = $1", id).SingleOrDefault();

    public OrchestrationPage Query(OrchestrationQuery query)
    {
        ClientRules.CheckPage(query);
        var conditions = new Conditions(query.Statuses, query.CreatedFrom, query.CreatedTo);
        // Ids are ASCII, so '\x7f' is above all their characters and ends the range of a prefix.
        if (query.InstanceIdPrefix is { Length: > 0 } prefix)
            conditions.Add($"id >= {conditions.Bind(prefix)} AND id < {conditions.Bind(prefix + '\x7f')}");
        if (query.ContinuationToken is { } token)
            conditions.Add($"(created, id) > ({conditions.Bind(ParseToken(token, out var id))}, {conditions.Bind(id)})");
        // One row more than requested shows whether there is another page.
        var limit = conditions.Bind(query.PageSize + 1);
        var rows = All($"SELECT {Columns} FROM instances {conditions.Where} ORDER BY created, id LIMIT {limit}", conditions.Values);
        if (rows.Count <= query.PageSize)
            return new(rows, ContinuationToken: null);
        var last = rows[query.PageSize - 1];
        return new(rows[..query.PageSize], $"{last.CreatedAt.UtcTicks}:{last.InstanceId}");
    }

    public void Dispose()
    {
        lock (_lock)
            _database.Dispose();
    }

    private List<OrchestrationMetadata> All(string sql, params object?[] values)
    {
        try
        {
            lock (_lock)
                return _database.All(sql, Read, values);
        }
        catch (SqliteException e)
        {
            throw JournalFile.Failure(e, path);
        }
    }

    private static OrchestrationMetadata Read(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), (OrchestrationStatus)row.GetInt32(2), Time(row.GetInt64(3)), Time(row.GetInt64(4)))
        {
            Input = row.GetString(5),
            Output = Text(row, 6),
            CustomStatus = Text(row, 7),
            Failure = Text(row, 8) is { } failure ? Payload.Read<TaskFailure>(failure) : null,
        };

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long ParseToken(string token, out string id)
    {
        var colon = token.IndexOf(':');
        id = token[(colon + 1)..];
        return colon > 0 && long.TryParse(token.AsSpan(0, colon), out var created)
            ? created
            : throw ClientRules.UnknownToken();
    }
}
