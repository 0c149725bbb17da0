using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>The context of a run. The orchestrator's requests become numbered actions, and facts answer them by number.</summary>
internal sealed class EmbeddedContext(string instanceId, TurnSynchronizationContext turn, ILogger log) : OrchestrationContext
{
    private readonly Dictionary<int, TaskCompletionSource<string>> _open = [];
    private readonly EventInbox _events = new();
    private DateTimeOffset _startedAt, _now;
    private ILogger? _log;
    private int _steps, _guids;
    private bool _replaying;

    public override string InstanceId => instanceId;

    public override DateTimeOffset UtcNow => _now;

    public override bool IsReplaying => _replaying;

    public override ILogger Log => _log ??= new ReplaySafeLog(this, log);

    /// <summary>The number of actions that the code has requested.</summary>
    public int Steps => _steps;

    /// <summary>The actions that the code has requested and the engine has not yet handled.</summary>
    public Queue<HistoryRecord> Actions { get; } = new();

    /// <summary>The steps of timers that the code has cancelled and the engine has not yet handled.</summary>
    public Queue<int> CancelledTimers { get; } = new();

    /// <summary>The last custom status of this run, as JSON. Null if none was set.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>The input of the next run and the events that it receives. Null unless the code called ContinueAsNew.</summary>
    public (string Input, IReadOnlyList<HistoryRecord> Events)? Next { get; private set; }

    /// <summary>Whether nothing is open that the code could be waiting for.</summary>
    public bool IsIdle => _open.Count == 0 && !_events.HasWaiters;

    public void SetReplaying(bool replaying) => _replaying = replaying;

    /// <summary>Delivers a fact to the code that waits for it. Call it within a turn.</summary>
    public void Deliver(HistoryRecord fact)
    {
        _now = fact.At;
        switch (fact.Type)
        {
            case RecordType.ExecutionStarted:
                _startedAt = fact.At;
                break;
            case RecordType.EventRaised:
                _events.Add(fact);
                break;
            case RecordType.ActivityFailed or RecordType.ChildFailed:
                if (_open.Remove(fact.Step, out var failed))
                    failed.SetException(new TaskFailedException(Payload.Read<TaskFailure>(fact.Payload)));
                break;
            default:
                if (_open.Remove(fact.Step, out var answered))
                    answered.SetResult(fact.Payload);
                break;
        }
    }

    public override Guid NewGuid()
    {
        turn.Verify();
        var name = FormattableString.Invariant($"{instanceId}/{_startedAt.UtcTicks}/{_guids++}");
        return new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }

    public override Task<TOut> CallActivityAsync<TIn, TOut>(TaskName<TIn, TOut> activity, TIn input, RetryPolicy? retry = null) =>
        CallAsync<TOut>(() => new(RecordType.ActivityScheduled, _now, _steps, activity.Value, Payload.Write(input)), retry);

    public override Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(
        TaskName<TIn, TOut> orchestrator,
        TIn input,
        string? instanceId = null,
        RetryPolicy? retry = null
    )
    {
        var child = instanceId is null ? null : InstanceIds.Check(instanceId);
        return CallAsync<TOut>(
            () => new(RecordType.ChildScheduled, _now, _steps, orchestrator.Value, Payload.Write(input), child ?? NewGuid().ToString("N")),
            retry
        );
    }

    public override async Task CreateTimerAsync(DateTimeOffset due, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var step = _steps;
        var timer = AskAsync(new(RecordType.TimerCreated, due, step));
        using var registration = cancellationToken.Register(() => turn.Within(() => Cancel(step, cancellationToken)));
        await timer;
    }

    public override async Task<T> WaitForEventAsync<T>(string name, CancellationToken cancellationToken = default)
    {
        turn.Verify();
        return Payload.Read<T>(await _events.NextAsync(name, turn, cancellationToken));
    }

    public override void SetCustomStatus<T>(T status)
    {
        turn.Verify();
        CustomStatus = Payload.Write(status);
    }

    public override void ContinueAsNew<TIn>(TIn input, bool preserveUnprocessedEvents = true)
    {
        turn.Verify();
        Next = (Payload.Write(input), preserveUnprocessedEvents ? _events.Unread : []);
    }

    private async Task<TOut> CallAsync<TOut>(Func<HistoryRecord> action, RetryPolicy? retry)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Payload.Read<TOut>(await AskAsync(action()));
            }
            catch (TaskFailedException e) when (retry is not null && attempt < retry.MaxAttempts && retry.Handle(e.Failure))
            {
                await CreateTimerAsync(retry.IntervalAfter(attempt));
            }
        }
    }

    private Task<string> AskAsync(HistoryRecord action)
    {
        turn.Verify();
        var source = new TaskCompletionSource<string>();
        _open.Add(_steps++, source);
        Actions.Enqueue(action);
        return source.Task;
    }

    private void Cancel(int timer, CancellationToken cancellationToken)
    {
        if (!_open.Remove(timer, out var source))
            return;
        CancelledTimers.Enqueue(timer);
        source.SetCanceled(cancellationToken);
    }
}
