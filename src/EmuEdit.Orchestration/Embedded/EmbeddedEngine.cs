using EmuEdit.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// An engine for one machine, by design: orchestrations and activities run in this process, and a SQLite journal in a folder remembers them. After a
/// crash, opening the folder again goes on with what is unfinished. What a call has accepted is on disk before the call returns; an activity runs at
/// least once, its result is recorded once; activities of a kind start in the order they were asked for. Memory holds unfinished instances only.
/// </summary>
public sealed class EmbeddedEngine : OrchestrationClient, IAsyncDisposable
{
    /// <summary>The name of the meter that counts instances and activities.</summary>
    public const string MeterName = EngineMetrics.MeterName;

    private const int PurgedAtOnce = 1000;
    private static readonly TimeSpan SaysWhatItWaitsForAfter = TimeSpan.FromSeconds(2);
    private static readonly OrchestrationStatus[] Finished = [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated];

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

    /// <summary>Opens a folder, makes it where there is none, and goes on with its unfinished instances.</summary>
    /// <param name="folder">Holds the journal; for this process alone.</param>
    /// <param name="registry">All orchestrators and activities that instances in the journal and new ones need.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <exception cref="FolderInUseException">Another engine uses the folder.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, its journal is damaged, or an option is out of its range.</exception>
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
    public override async Task<string> Schedule<TIn, TOut>(TaskName<TIn, TOut> orchestrator, TIn input, string? instanceId = null, CancellationToken cancellation = default)
    {
        ClientRules.CheckOrchestrator(_registry, orchestrator.Value);
        // Ids that grow with time keep new instances together in the journal.
        var id = instanceId is null ? Guid.CreateVersion7().ToString("N") : InstanceIds.Check(instanceId);
        var json = Payload.Write(input);
        return await Ask(turns => turns.Schedule(id, orchestrator.Value, json), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> Get(string instanceId, CancellationToken cancellation = default) =>
        Read(reader => reader.Get(instanceId), cancellation);

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata> WaitForCompletion(string instanceId, CancellationToken cancellation = default)
    {
        while (true)
        {
            var end = _waiters.Enter(instanceId);
            try
            {
                var instance = await Get(instanceId, cancellation).ConfigureAwait(false) ?? throw ClientRules.UnknownInstance(instanceId);
                if (instance.IsFinished)
                    return instance;
                await end.Task.WaitAsync(cancellation).ConfigureAwait(false);
            }
            finally
            {
                _waiters.Leave(instanceId, end);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task RaiseEvent<T>(string instanceId, string name, T payload, CancellationToken cancellation = default)
    {
        ClientRules.CheckEventName(name);
        var json = Payload.Write(payload);
        await Ask(turns => turns.RaiseEvent(instanceId, name, json), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task Terminate(string instanceId, string reason, bool recursive = false, CancellationToken cancellation = default) =>
        Ask(turns => turns.Terminate(instanceId, new(reason, recursive)), cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationPage> Query(OrchestrationQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(reader => reader.Query(query), cancellation);
    }

    /// <inheritdoc/>
    public override Task<bool> Purge(string instanceId, CancellationToken cancellation = default) =>
        Ask(turns => turns.Purge(instanceId), cancellation);

    /// <inheritdoc/>
    public override async Task<int> Purge(PurgeFilter filter, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var conditions = new Conditions([.. Finished.Where(s => filter.Statuses?.Contains(s) ?? true)], filter.CreatedFrom, filter.CreatedTo);
        // A little at a time, so that nobody else waits for a large purge.
        for (var purged = 0; ;)
        {
            var count = await Ask(turns => turns.Purge(conditions, PurgedAtOnce), cancellation).ConfigureAwait(false);
            purged += count;
            if (count < PurgedAtOnce)
                return purged;
        }
    }

    /// <summary>Stops: running activities are asked to stop, results that are there are recorded, and the folder is free again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        var stopped = _activities.StopAll();
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

    private Task<T> Ask<T>(Func<Turns, T> ask, CancellationToken cancellation)
    {
        _loop.RefuseOrchestrators();
        var request = new Request<T>(ask);
        ObjectDisposedException.ThrowIf(!_loop.Post(request), this);
        return request.Answer.WaitAsync(cancellation);
    }

    private Task<T> Read<T>(Func<JournalReader, T> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _loop.RefuseOrchestrators();
        cancellation.ThrowIfCancellationRequested();
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
