using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// The engine's thread. It takes all work there is, does it in one transaction, and then tells the outside: while one transaction is flushed to disk
/// the work for the next gathers, so the slower the disk, the larger the groups.
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

    /// <summary>The loop, not yet started.</summary>
    /// <param name="turns">What happens within a transaction.</param>
    /// <param name="path">The journal's, for messages.</param>
    /// <param name="options">Clock and log.</param>
    /// <param name="committed">Told of each transaction, on the engine's thread.</param>
    public EngineLoop(Turns turns, string path, EmbeddedEngineOptions options, Action<TurnsOutcome> committed)
    {
        (_turns, _path, _options, _committed) = (turns, path, options, committed);
        _alarm = new(options.Time, () => Post(new TimerAlarm()));
        _thread = new(Run) { IsBackground = true, Name = "Orchestration engine" };
    }

    /// <summary>Starts the thread; its first work is to look for timers that came due while there was none.</summary>
    public void Start()
    {
        Post(new TimerAlarm());
        _thread.Start();
    }

    /// <summary>Gives the thread something to do.</summary>
    /// <returns>False after the end; what is not done then is done after the next start.</returns>
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

    /// <summary>Finishes the work that was posted, and ends the thread.</summary>
    public void Dispose()
    {
        _inbox.CompleteAdding();
        _thread.Join();
        _alarm.Dispose();
    }

    private void Run()
    {
        foreach (var first in _inbox.GetConsumingEnumerable())
        {
            List<Work> batch = [.. _failed, first];
            _failed.Clear();
            while (batch.Count < MaxBatch && _inbox.TryTake(out var more))
                batch.Add(more);
            Handle(batch);
        }
    }

    private void Handle(List<Work> batch)
    {
        if (Write(batch) is not { } outcome)
            return;
        foreach (var work in batch)
            work.Committed();
        _committed(outcome);
        _alarm.Set(outcome.NextTimer);
    }

    // Whatever goes wrong, the thread goes on: clients are told, the rest is tried again, for example until the disk has room again.
    private TurnsOutcome? Write(List<Work> batch)
    {
        try
        {
            _turns.Begin();
            foreach (var work in batch)
                work.Do(_turns);
            return _turns.Commit();
        }
        catch (Exception e)
        {
            _turns.Rollback();
            var problem = JournalFile.Failure(e, _path);
            _options.Log.LogError(e, "{Problem}", problem.Message);
            _failed.AddRange(batch.Where(work => work.Failed(problem)));
            _alarm.Set(_options.Time.GetUtcNow() + RetryAfter);
            return null;
        }
    }
}
