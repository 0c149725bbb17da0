using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using EmuEdit.Core;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// Runs activities, with one first-in, first-out queue per kind and as many workers as activities of the kind may run at the same time.
/// </summary>
internal sealed class ActivityQueues
{
    private const string DefaultKind = "cpu";

    private sealed record Job(PendingRecord Asked, CancellationToken Stopping);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _stops = new();
    private readonly ConcurrentDictionary<long, string> _running = new();
    private readonly Dictionary<string, Channel<Job>> _queues;
    private readonly List<Task> _workers = [];
    private readonly TaskRegistry _registry;
    private readonly EngineMetrics _metrics;
    private readonly Action<Work> _post;
    private readonly ILogger _log;

    /// <summary>Creates the queues. Their workers run until <see cref="StopAllAsync"/>.</summary>
    /// <param name="registry">The activities.</param>
    /// <param name="options">The concurrency limits and the log.</param>
    /// <param name="metrics">Counts the activities.</param>
    /// <param name="post">Receives the results.</param>
    public ActivityQueues(TaskRegistry registry, EmbeddedEngineOptions options, EngineMetrics metrics, Action<Work> post)
    {
        (_registry, _metrics, _post, _log) = (registry, metrics, post, options.Log);
        var kinds = registry.Activities.Values.Select(a => a.Kind).Append(DefaultKind).Distinct();
        _queues = kinds.ToDictionary(kind => kind, _ => Channel.CreateUnbounded<Job>());
        foreach (var (kind, queue) in _queues)
            for (var i = 0; i < options.ConcurrencyOf(kind); i++)
                _workers.Add(Task.Run(() => WorkAsync(queue.Reader)));
        metrics.ObserveQueues(() => _queues.Select(q => (q.Key, q.Value.Reader.Count)));
    }

    /// <summary>The names of the running activities.</summary>
    public IEnumerable<string> Running => _running.Values;

    /// <summary>Adds an activity to the end of its queue.</summary>
    public void Add(PendingRecord asked)
    {
        var kind = _registry.Activities.TryGetValue(asked.Record.Name, out var activity) ? activity.Kind : DefaultKind;
        var stop = _stops.GetOrAdd(asked.Instance, _ => new());
        _queues[kind].Writer.TryWrite(new(asked, stop.Token));
    }

    /// <summary>Stops the waiting and running activities of an instance.</summary>
    public void Stop(string instance)
    {
        if (_stops.TryRemove(instance, out var stop))
            _ = stop.CancelAsync();
    }

    /// <summary>Stops all activities.</summary>
    /// <returns>Completes when no activity runs any more.</returns>
    public Task StopAllAsync()
    {
        foreach (var instance in _stops.Keys)
            Stop(instance);
        foreach (var queue in _queues.Values)
            queue.Writer.TryComplete();
        return Task.WhenAll(_workers);
    }

    private async Task WorkAsync(ChannelReader<Job> jobs)
    {
        await foreach (var job in jobs.ReadAllAsync().ConfigureAwait(false))
            if (!job.Stopping.IsCancellationRequested && await RunAsync(job).ConfigureAwait(false) is { } fact)
                _post(new Delivery(job.Asked.Id, job.Asked.Instance, fact));
    }

    // Returns null if the activity was stopped. It has not failed, and runs again after the next start if its instance still exists.
    private async Task<HistoryRecord?> RunAsync(Job job)
    {
        var asked = job.Asked.Record;
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (!_registry.Activities.TryGetValue(asked.Name, out var activity))
                throw new InvalidInputException($"activity '{asked.Name}'", "a registered one", "register it");
            _running[job.Asked.Id] = asked.Name;
            var result = await activity.InvokeAsync(new(asked.Name, job.Asked.Instance, job.Stopping), asked.Payload).ConfigureAwait(false);
            _metrics.Activity(asked.Name, "completed", Stopwatch.GetElapsedTime(start));
            return new(RecordType.ActivityCompleted, asked.At, asked.Step, Payload: result);
        }
        catch (OperationCanceledException) when (job.Stopping.IsCancellationRequested)
        {
            _metrics.Activity(asked.Name, "stopped", Stopwatch.GetElapsedTime(start));
            return null;
        }
        catch (Exception e)
        {
            _metrics.Activity(asked.Name, "failed", Stopwatch.GetElapsedTime(start));
            // The caller receives the error of invalid input. Other errors may be retried for long, so the log shows them to the operator.
            if (e is not InvalidInputException)
                _log.LogWarning("{Activity} of {Instance} failed. {Problem}", asked.Name, job.Asked.Instance, e.Message);
            return new(RecordType.ActivityFailed, asked.At, asked.Step, Payload: Payload.Write(TaskFailure.From(e, asked.Name)));
        }
        finally
        {
            _running.TryRemove(job.Asked.Id, out _);
        }
    }
}
