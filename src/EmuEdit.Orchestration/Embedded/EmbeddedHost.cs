using EmuEdit.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// Runs all workloads of a process on one machine, with one engine, one journal in the data folder (<c>journal/</c>) and one table of
/// concurrency limits. It recovers work that a killed process left, and purges finished instances. Instances of workloads that this process
/// does not have stay in the journal for a process that has them.
/// </summary>
public sealed class EmbeddedHost : IAsyncDisposable
{
    // Shutdown takes as long as it needs: models are disposed of afterwards, and native code that still computes with them would crash the
    // process. A caller that cannot wait can kill the process, and nothing is lost.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly EmbeddedEngine _engine;
    private readonly IReadOnlyList<Workload> _workloads;
    private readonly ILogger _log;
    private HistoryPurger? _sweep;
    private Task _recovery = Task.CompletedTask;

    private EmbeddedHost(EmbeddedEngine engine, IReadOnlyList<Workload> workloads, ILogger log) =>
        (_engine, _workloads, _log) = (engine, workloads, log);

    /// <summary>The client that runs the orchestrations.</summary>
    public OrchestrationClient Client => _engine;

    /// <summary>Opens the journal of a data folder, creates it if it does not exist, and continues its unfinished instances.</summary>
    /// <param name="folder">The data folder. Only this process may use it.</param>
    /// <param name="workloads">The workloads of the process.</param>
    /// <param name="owner">
    /// The owner of the folder, shown to other processes that try to open it. Default null: this process, with
    /// <see cref="FolderOwner.Stays"/> set.
    /// </param>
    /// <param name="log">The engine's log. Default null: no log.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, or its journal is damaged.</exception>
    public static EmbeddedHost Open(string folder, IReadOnlyList<Workload> workloads, FolderOwner? owner = null, ILogger? log = null)
    {
        log ??= NullLogger.Instance;
        // What a client was promised is flushed to disk. A step that a power failure undoes runs again and finds what it wrote before.
        var options = new EmbeddedEngineOptions
        {
            Sync = JournalSync.Accepted,
            Concurrency = workloads.Limits(),
            KeepsUnknown = true,
            ShutdownTimeout = ShutdownTimeout,
            Log = log,
        };
        return new(
            EmbeddedEngine.Open(
                Path.Combine(folder, "journal"),
                workloads.Tasks(),
                owner is null ? options : options with { Owner = owner }
            ),
            workloads,
            log
        );
    }

    /// <summary>
    /// Starts to recover accepted work that has not begun, and to purge finished instances. Call it once, when the stores are ready.
    /// </summary>
    public void Start()
    {
        _sweep = new(_engine, _workloads.Max(w => w.KeptFinished), TimeProvider.System);
        _recovery = Task.Run(() => Task.WhenAll(_workloads.Select(RecoverAsync)));
    }

    /// <summary>
    /// Stops: asks running activities to stop and waits for them. They run again when the folder is opened the next time.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _recovery.ConfigureAwait(false);
        if (_sweep is not null)
            await _sweep.DisposeAsync().ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RecoverAsync(Workload workload)
    {
        try
        {
            await workload.RecoverAsync(_engine, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (IOException e)
        {
            // Work that was requested runs all the same.
            _log.LogWarning("{Workload} cannot look for unfinished work. {Problem}", workload.GetType().Name, e.Message);
        }
    }
}
