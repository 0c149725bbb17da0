using EmuEdit.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// All workloads of a process on one machine: one engine, one journal in the data folder (<c>journal/</c>), one table of limits. It looks for work that a killed process left, and
/// purges what has finished. Instances of workloads that this process does not have stay in the journal for one that does.
/// </summary>
public sealed class EmbeddedHost : IAsyncDisposable
{
    // As long as it takes: models are disposed of afterwards, and native code that still computes with them would end the process with a fault. Whoever cannot wait kills it, and nothing is lost.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly EmbeddedEngine _engine;
    private readonly IReadOnlyList<Workload> _workloads;
    private readonly ILogger _log;
    private HistoryPurger? _sweep;
    private Task _recovery = Task.CompletedTask;

    private EmbeddedHost(EmbeddedEngine engine, IReadOnlyList<Workload> workloads, ILogger log) => (_engine, _workloads, _log) = (engine, workloads, log);

    /// <summary>Runs the orchestrations.</summary>
    public OrchestrationClient Client => _engine;

    /// <summary>Opens the journal of a data folder, makes it if need be, and goes on with its unfinished instances.</summary>
    /// <param name="folder">The data folder, for this process alone.</param>
    /// <param name="workloads">What the process does.</param>
    /// <param name="owner">Who opens the folder, for others that want it; null, the default, for this process, which stays.</param>
    /// <param name="log">Log of the engine; null, the default, for none.</param>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written, or its journal is damaged.</exception>
    public static EmbeddedHost Open(string folder, IReadOnlyList<Workload> workloads, FolderOwner? owner = null, ILogger? log = null)
    {
        log ??= NullLogger.Instance;
        // What a client was promised is flushed; a step that a power cut takes back is made again, and finds what it wrote.
        var options = new EmbeddedEngineOptions { Sync = JournalSync.Accepted, Concurrency = workloads.Limits(), KeepsUnknown = true, ShutdownTimeout = ShutdownTimeout, Log = log };
        return new(EmbeddedEngine.Open(Path.Combine(folder, "journal"), workloads.Tasks(), owner is null ? options : options with { Owner = owner }), workloads, log);
    }

    /// <summary>Begins to look for work that was accepted and not begun, and to purge what has finished. Called once, when the stores are as they should be.</summary>
    public void Start()
    {
        _sweep = new(_engine, _workloads.Max(w => w.KeptFinished), TimeProvider.System);
        _recovery = Task.Run(() => Task.WhenAll(_workloads.Select(RecoverAsync)));
    }

    /// <summary>Stops: running activities are asked to stop, are waited for, and run again when the folder is next opened.</summary>
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
            // Stopped.
        }
        catch (IOException e)
        {
            // Asked for, it goes on all the same.
            _log.LogWarning("{Workload} cannot look for unfinished work. {Problem}", workload.GetType().Name, e.Message);
        }
    }
}
