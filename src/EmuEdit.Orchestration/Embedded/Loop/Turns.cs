using EmuEdit.Core;
using EmuEdit.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>The work in a transaction: delivers facts to runs, and writes what they request. For the engine's thread only.</summary>
internal sealed class Turns(
    JournalWriter journal,
    TaskRegistry registry,
    EmbeddedEngineOptions options,
    EngineMetrics metrics,
    Action<OrchestrationRun> reportForeign
) : IDisposable
{
    private const int MaxTimersAtOnce = 256;
    private static readonly TimeSpan RepairWait = TimeSpan.FromMinutes(1);

    private readonly RunCache _runs = new(options.MaxLoaded);
    private readonly TurnWatch _watch = new(options.LongTurn, options.Log);
    private readonly TurnTransaction _transaction = new(journal, options.Time);

    private DateTimeOffset Now => _transaction.Now;

    /// <inheritdoc cref="TurnTransaction.Begin"/>
    public void Begin(bool awaited) => _transaction.Begin(awaited);

    /// <inheritdoc cref="TurnTransaction.Commit"/>
    public TurnsOutcome Commit() => _transaction.Commit();

    /// <summary>Rolls back everything since <see cref="Begin"/>. Runs ahead of the journal are dropped, and replayed later.</summary>
    public void Rollback()
    {
        _transaction.Rollback();
        _runs.Clear();
    }

    public void Dispose() => _watch.Dispose();

    public string Schedule(string id, string name, string input)
    {
        if (journal.Find(id) is not null)
            return id;
        // The instance's first turn is part of this transaction, which saves a wait.
        journal.Insert(id, name, input, Now);
        metrics.Started(name);
        var run = Fresh(new(id, name, OrchestrationStatus.Pending));
        _runs.Put(run);
        Turn(run, new(RecordType.ExecutionStarted, Now, Payload: input));
        return id;
    }

    public bool RaiseEvent(string id, string name, string payload)
    {
        if (Existing(id).IsFinished)
            throw ClientRules.EventForFinished(id);
        _transaction.Pend(id, new(RecordType.EventRaised, Now, Name: name, Payload: payload));
        return true;
    }

    public bool Terminate(string id, Termination termination)
    {
        if (Existing(id).IsFinished)
            return false;
        _transaction.Pend(id, new(RecordType.Terminated, Now, Payload: Payload.Write(termination)));
        return true;
    }

    public bool Purge(string id)
    {
        if (journal.Find(id) is not { } instance)
            return false;
        if (!instance.IsFinished)
            throw ClientRules.PurgeOfUnfinished(id);
        journal.Delete(id);
        return true;
    }

    public int Purge(Conditions conditions, int limit)
    {
        var ids = journal.Ids(conditions, limit);
        ids.ForEach(journal.Delete);
        return ids.Count;
    }

    public void FireTimers()
    {
        foreach (var timer in journal.DueTimers(Now, MaxTimersAtOnce))
            Deliver(timer.Id, timer.Instance, new(RecordType.TimerFired, Now, timer.Record.Step));
    }

    public void FailForeign(OrchestrationRun run)
    {
        if (_runs.Find(run.InstanceId) == run)
            End(run, run.ForeignAwait());
    }

    /// <summary>Delivers a fact to its instance if the row that it answers still exists.</summary>
    public void Deliver(long pending, string id, HistoryRecord fact)
    {
        OrchestrationRun? run;
        try
        {
            run = Load(id);
        }
        catch (SqliteException e) when (SqliteFaults.IsDamage(e))
        {
            // The row is kept, so that the instance continues after a repair. The other instances continue now.
            journal.Postpone(pending, Now + RepairWait);
            options.Log.LogError(e, "Instance {Instance} cannot be read from the journal; it waits for a repair and a restart.", id);
            return;
        }
        if (journal.Take(pending) && run is not null)
            Turn(run, fact with { At = Now });
    }

    private OrchestrationRun? Load(string id)
    {
        if (_runs.Find(id) is { } loaded)
            return loaded;
        if (journal.Find(id) is not { IsFinished: false } instance)
            return null;
        var run = Fresh(instance);
        run.Replay(journal.History(id));
        _runs.Put(run);
        return run;
    }

    private OrchestrationRun Fresh(InstanceRow instance) =>
        new(instance, registry.Orchestrators.GetValueOrDefault(instance.Name), options.Log, _watch, reportForeign);

    private void Turn(OrchestrationRun run, HistoryRecord fact)
    {
        if (run.Ending is null && fact.Type == RecordType.Terminated)
            Terminate(run, Payload.Read<Termination>(fact.Payload));
        else if (run.Ending is null)
            Advance(run, fact);
        else
            End(run, run.Ending);
    }

    private void Advance(OrchestrationRun run, HistoryRecord fact)
    {
        run.Apply(fact);
        _transaction.Append(run, fact);
        if (run.Ending is { } ending)
        {
            End(run, ending);
            return;
        }
        while (run.Context.Actions.TryDequeue(out var action))
        {
            _transaction.Append(run, action);
            if (action.Type == RecordType.ChildScheduled)
                StartChild(run.InstanceId, action);
            else
                _transaction.Pend(run.InstanceId, action);
        }
        while (run.Context.CancelledTimers.TryDequeue(out var timer))
            journal.DropTimer(run.InstanceId, timer);
        journal.Save(run.InstanceId, Now, run.Context.CustomStatus);
    }

    private void End(OrchestrationRun run, Ending ending)
    {
        if (run.Context.CustomStatus is { } customStatus)
            journal.Save(run.InstanceId, Now, customStatus);
        switch (ending)
        {
            case Ending.Completed completed:
                Finish(run, OrchestrationStatus.Completed, completed.Output, failure: null);
                break;
            case Ending.Failed failed:
                options.Log.LogWarning("Instance {Instance} of {Orchestrator} failed. {Failure}", run.InstanceId, run.Name, failed.Failure);
                Finish(run, OrchestrationStatus.Failed, output: null, failed.Failure);
                break;
            case Ending.ContinuedAsNew next:
                ContinueAsNew(run, next);
                break;
        }
    }

    private void Terminate(OrchestrationRun run, Termination termination)
    {
        if (termination.Recursive)
            foreach (var child in journal.UnfinishedChildren(run.InstanceId))
                Terminate(child, termination);
        var failure = TaskFailure.From(new OperationCanceledException($"Terminated: {termination.Reason}"), run.Name);
        Finish(run, OrchestrationStatus.Terminated, Payload.Write(termination.Reason), failure);
    }

    private void Finish(OrchestrationRun run, OrchestrationStatus status, string? output, TaskFailure? failure)
    {
        var failureJson = failure is null ? null : Payload.Write(failure);
        var waiting = journal.Finish(run.InstanceId, Now, status, output, status == OrchestrationStatus.Failed ? failureJson : null);
        if (waiting is var (parent, step))
            _transaction.Pend(
                parent,
                failureJson is null
                    ? new(RecordType.ChildCompleted, Now, step, Payload: output!)
                    : new(RecordType.ChildFailed, Now, step, Payload: failureJson)
            );
        _runs.Remove(run.InstanceId);
        _transaction.Stop(run.InstanceId);
        metrics.Finished(run.Name, status);
    }

    // The unread events are the first facts of the next run, before events that arrive later.
    private void ContinueAsNew(OrchestrationRun run, Ending.ContinuedAsNew next)
    {
        journal.Restart(run.InstanceId, Now, next.Input);
        var fresh = Fresh(run.Instance);
        foreach (var raised in next.Events)
        {
            fresh.Apply(raised);
            _transaction.Append(fresh, raised);
        }
        _runs.Put(fresh);
        _transaction.Stop(run.InstanceId);
        _transaction.Pend(run.InstanceId, new(RecordType.ExecutionStarted, Now, Payload: next.Input));
    }

    private void StartChild(string parent, HistoryRecord action)
    {
        var id = action.Child!;
        var there = journal.Find(id);
        if (there is { IsFinished: false })
        {
            var failure = TaskFailure.From(
                new InvalidInputException(
                    $"sub-orchestration '{id}', which already exists",
                    "a new id, or that of a finished instance"
                ),
                action.Name
            );
            _transaction.Pend(parent, new(RecordType.ChildFailed, Now, action.Step, Payload: Payload.Write(failure)));
            return;
        }
        if (there is not null)
            journal.Delete(id);
        journal.Insert(id, action.Name, action.Payload, Now, parent, action.Step);
        metrics.Started(action.Name);
        // The child does not start at once, because a chain of children would make the stack as deep as the chain.
        _transaction.Pend(id, new(RecordType.ExecutionStarted, Now, Payload: action.Payload));
    }

    private InstanceRow Existing(string id) => journal.Find(id) ?? throw ClientRules.UnknownInstance(id);
}
