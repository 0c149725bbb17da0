using EmuEdit.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// An engine for one machine. Orchestrations and activities run in this process, and a SQLite journal in a folder records them. After a
/// crash, opening the folder again continues the unfinished instances. A call that returns has stored its request on disk. An activity runs
/// at least once, and its result is recorded once. Activities of the same kind start in the order in which they were requested. Only
/// unfinished instances are kept in memory.
/// </summary>
public sealed class EmbeddedEngine : OrchestrationClient, IAsyncDisposable
{
    /// <summary>The name of the meter that counts instances and activities.</summary>
    public const string MeterName = EngineMetrics.MeterName;

    private const int PurgedAtOnce = 1000;
    private static readonly TimeSpan SaysWhatItWaitsForAfter = TimeSpan.FromSeconds(2);
    private static readonly OrchestrationStatus[] Finished =
    [
        OrchestrationStatus.Completed,
        OrchestrationStatus.Failed,
        OrchestrationStatus.Terminated,
    ];

    private readonly EngineMetrics _metrics = new();
    private readonly CompletionWaiters _waiters = new();
    private readonly TaskRegistry _registry;
    private readonly EmbeddedEngineOptions _options;
    private readonly IDisposable _folder;
    private readonly JournalWriter _writer;
    private readonly JournalReader _reader;
    private readonly ActivityQueues _activities;
    private readonly EngineLoop _loop;
    private int _disposed;

    private EmbeddedEngine(string path, IDisposable folder, TaskRegistry registry, EmbeddedEngineOptions options)
    {
        (_folder, _registry, _options) = (folder, registry, options);
        _writer = new(JournalFile.Open(path, options), options.Sync, options.KeepsUnknown ? registry.Orchestrators.Keys : null);
        _reader = new(path);
        var unfinished = _writer.Pending();
        _loop = new(new(_writer, registry, options, _metrics, run => _loop!.Post(new ForeignAwait(run))), path, options, Committed);
        _activities = new(registry, options, _metrics, work => _loop.Post(work));
        unfinished.ForEach(Dispatch);
        _loop.Start();
    }

    /// <summary>Opens a folder, creates it if it does not exist, and continues its unfinished instances.</summary>
    /// <param name="folder">The folder of the journal. Only this process may use it.</param>
    /// <param name="registry">All orchestrators and activities that new instances and those in the journal need.</param>
    /// <param name="options">The engine's options. Null for the defaults.</param>
    /// <exception cref="FolderInUseException">Another engine uses the folder.</exception>
    /// <exception cref="InvalidInputException">
    /// The folder cannot be written, its journal is damaged, or an option is out of its range.
    /// </exception>
    public static EmbeddedEngine Open(string folder, TaskRegistry registry, EmbeddedEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var checkedOptions = (options ?? new()).Validated();
        var held = FolderLock.Take(folder, checkedOptions.Owner);
        var path = Path.Combine(folder, JournalFile.Name);
        try
        {
            return new(path, held, registry, checkedOptions);
        }
        catch (Exception e)
        {
            held.Dispose();
            if (e is SqliteException problem)
                throw JournalFile.Refusal(problem, path);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<string> ScheduleAsync<TIn, TOut>(
        TaskName<TIn, TOut> orchestrator,
        TIn input,
        string? instanceId = null,
        CancellationToken cancellationToken = default
    )
    {
        ClientRules.CheckOrchestrator(_registry, orchestrator.Value);
        // Ids that grow with time keep new instances close together in the journal.
        var id = instanceId is null ? Guid.CreateVersion7().ToString("N") : InstanceIds.Check(instanceId);
        var json = Payload.Write(input);
        return await AskAsync(turns => turns.Schedule(id, orchestrator.Value, json), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetAsync(string instanceId, CancellationToken cancellationToken = default) =>
        ReadAsync(reader => reader.Get(instanceId), cancellationToken);

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata> WaitForCompletionAsync(
        string instanceId,
        CancellationToken cancellationToken = default
    )
    {
        while (true)
        {
            var end = _waiters.Enter(instanceId);
            try
            {
                var instance =
                    await GetAsync(instanceId, cancellationToken).ConfigureAwait(false) ?? throw ClientRules.UnknownInstance(instanceId);
                if (instance.IsFinished)
                    return instance;
                await end.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _waiters.Leave(instanceId, end);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task RaiseEventAsync<T>(string instanceId, string name, T payload, CancellationToken cancellationToken = default)
    {
        ClientRules.CheckEventName(name);
        var json = Payload.Write(payload);
        await AskAsync(turns => turns.RaiseEvent(instanceId, name, json), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task TerminateAsync(
        string instanceId,
        string reason,
        bool recursive = false,
        CancellationToken cancellationToken = default
    ) => AskAsync(turns => turns.Terminate(instanceId, new(reason, recursive)), cancellationToken);

    /// <inheritdoc/>
    public override Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(reader => reader.Query(query), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken = default) =>
        AskAsync(turns => turns.Purge(instanceId), cancellationToken);

    /// <inheritdoc/>
    public override async Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var conditions = new Conditions(
            [.. Finished.Where(s => filter.Statuses?.Contains(s) ?? true)],
            filter.CreatedFrom,
            filter.CreatedTo
        );
        // Each step purges few instances, so that a large purge does not hold up other callers.
        for (var purged = 0; ;)
        {
            var count = await AskAsync(turns => turns.Purge(conditions, PurgedAtOnce), cancellationToken).ConfigureAwait(false);
            purged += count;
            if (count < PurgedAtOnce)
                return purged;
        }
    }

    /// <summary>Stops the engine: asks running activities to stop, records the available results, and releases the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        var stopped = _activities.StopAllAsync();
        if (await Task.WhenAny(stopped, Task.Delay(SaysWhatItWaitsForAfter)).ConfigureAwait(false) != stopped)
            _options.Log.LogWarning("Waiting for {Activities} to stop.", string.Join(", ", _activities.Running));
        await Task.WhenAny(stopped, Task.Delay(_options.ShutdownTimeout)).ConfigureAwait(false);
        _loop.Dispose();
        _waiters.Close();
        _reader.Dispose();
        _writer.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    private Task<T> AskAsync<T>(Func<Turns, T> ask, CancellationToken cancellationToken)
    {
        _loop.RefuseOrchestrators();
        var request = new Request<T>(ask);
        ObjectDisposedException.ThrowIf(!_loop.Post(request), this);
        return request.Answer.WaitAsync(cancellationToken);
    }

    private Task<T> ReadAsync<T>(Func<JournalReader, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _loop.RefuseOrchestrators();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(read(_reader));
    }

    private void Committed(TurnsOutcome outcome)
    {
        outcome.Pended.ForEach(Dispatch);
        foreach (var instance in outcome.Stopped)
        {
            _activities.Stop(instance);
            _waiters.Signal(instance);
        }
    }

    private void Dispatch(PendingRecord pending)
    {
        if (pending.Record.Type == RecordType.ActivityScheduled)
            _activities.Add(pending);
        else if (pending.Record.Type != RecordType.TimerCreated)
            _loop.Post(new Delivery(pending));
    }
}
