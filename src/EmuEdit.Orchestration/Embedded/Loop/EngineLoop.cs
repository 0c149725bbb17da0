using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// The engine's thread. It takes all available work, does it in one transaction, and then reports the outcome. While one transaction is
/// flushed to disk, work for the next one gathers. So the slower the disk, the larger the groups.
/// </summary>
internal sealed class EngineLoop : IDisposable
{
    private const int MaxBatch = 512;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<Work> _inbox = [];
    private readonly List<Work> _failed = [];
    private readonly Turns _turns;
    private readonly string _path;
    private readonly EmbeddedEngineOptions _options;
    private readonly Action<TurnsOutcome> _committed;
    private readonly Alarm _alarm;
    private readonly Thread _thread;
    private bool _told;

    /// <summary>Creates a loop that is not yet started.</summary>
    /// <param name="turns">Does the work within a transaction.</param>
    /// <param name="path">The journal's path, for messages.</param>
    /// <param name="options">The clock and the log.</param>
    /// <param name="committed">Receives the outcome of each transaction, on the engine's thread.</param>
    public EngineLoop(Turns turns, string path, EmbeddedEngineOptions options, Action<TurnsOutcome> committed)
    {
        (_turns, _path, _options, _committed) = (turns, path, options, committed);
        _alarm = new(options.Time, () => Post(new TimerAlarm()));
        _thread = new(Run) { IsBackground = true, Name = "Orchestration engine" };
    }

    /// <summary>
    /// Throws if an orchestrator is the caller, because orchestrators run on the engine's thread. The values that they would read would
    /// differ in a replay, and a wait would never end.
    /// </summary>
    public void RefuseOrchestrators()
    {
        if (Thread.CurrentThread == _thread)
            throw new NonDeterministicOrchestrationException(
                "An orchestrator called the client. It may await only the tasks of its context, so make the call in an activity."
            );
    }

    /// <summary>Starts the thread. It first looks for timers that came due while the engine was stopped.</summary>
    public void Start()
    {
        Post(new TimerAlarm());
        _thread.Start();
    }

    /// <summary>Adds work for the thread.</summary>
    /// <returns>False after the loop has ended. The work is then done after the next start.</returns>
    public bool Post(Work work)
    {
        try
        {
            _inbox.Add(work);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Finishes the posted work and ends the thread.</summary>
    public void Dispose()
    {
        _inbox.CompleteAdding();
        _thread.Join();
        _alarm.Dispose();
        _turns.Dispose();
    }

    private void Run()
    {
        foreach (var first in _inbox.GetConsumingEnumerable())
        {
            List<Work> batch = [.. _failed, first];
            _failed.Clear();
            while (batch.Count < MaxBatch && _inbox.TryTake(out var more))
                batch.Add(more);
            if (Try(batch) is not null)
                TryOneByOne(batch);
            else
                _told = false;
        }
    }

    private IOException? Try(List<Work> batch)
    {
        TurnsOutcome outcome;
        try
        {
            _turns.Begin(batch.Exists(work => work.IsAwaited));
            foreach (var work in batch)
                work.Do(_turns);
            outcome = _turns.Commit();
        }
        catch (Exception e)
        {
            // The thread continues after any error: the disk may have space again later.
            _turns.Rollback();
            return JournalFile.Failure(e, _path);
        }
        foreach (var work in batch)
            work.Committed();
        _committed(outcome);
        _alarm.Set(outcome.NextTimer);
        return null;
    }

    // Work that cannot be written holds up only the later facts of its instance, which must keep their order.
    private void TryOneByOne(List<Work> batch)
    {
        IOException? last = null;
        var held = new HashSet<string>();
        foreach (var work in batch)
        {
            var problem = work.Instance is { } instance && held.Contains(instance) ? last : Try([work]);
            if (problem is null)
                continue;
            last = problem;
            if (work.Instance is not null)
                held.Add(work.Instance);
            if (work.Failed(problem))
                _failed.Add(work);
        }
        if (last is null)
            return;
        // The problem is logged once, not at each attempt, until the journal works again.
        if (!_told)
            _options.Log.LogError(last, "{Problem}", last.Message);
        _told = true;
        _alarm.Set(_options.Time.GetUtcNow() + RetryAfter);
    }
}
