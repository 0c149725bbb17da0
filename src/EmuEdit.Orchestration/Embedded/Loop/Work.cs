using EmuEdit.Core;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>Work for the engine's thread. The thread does several of them in one transaction.</summary>
internal abstract class Work
{
    /// <summary>The instance whose facts must keep their order. Null if the order does not matter.</summary>
    public virtual string? Instance => null;

    /// <summary>Whether a caller waits until the work is on disk.</summary>
    public virtual bool IsAwaited => false;

    /// <summary>Does the work within the transaction. If the transaction fails and is retried, the work is done again.</summary>
    public abstract void Do(Turns turns);

    /// <summary>Called when the transaction is on disk.</summary>
    public virtual void Committed()
    {
    }

    /// <summary>Called when the transaction could not be written.</summary>
    /// <returns>Whether to retry later.</returns>
    public virtual bool Failed(IOException problem) => true;
}

/// <summary>The delivery of a fact to its instance.</summary>
/// <param name="pending">The id of the pending record that the fact answers.</param>
/// <param name="instance">The instance's id.</param>
/// <param name="fact">The fact. Its time is set when it is handled.</param>
internal sealed class Delivery(long pending, string instance, HistoryRecord fact) : Work
{
    /// <summary>Creates a delivery of a message, which is a fact itself.</summary>
    public Delivery(PendingRecord message) : this(message.Id, message.Instance, message.Record)
    {
    }

    public override string Instance => instance;

    public override void Do(Turns turns) => turns.Deliver(pending, instance, fact);
}

/// <summary>Looks for timers that are due.</summary>
internal sealed class TimerAlarm : Work
{
    public override void Do(Turns turns) => turns.FireTimers();

    // The alarm is set again anyway.
    public override bool Failed(IOException problem) => false;
}

/// <summary>Handles a run that awaited something that its context did not create.</summary>
internal sealed class ForeignAwait(OrchestrationRun run) : Work
{
    public override void Do(Turns turns) => turns.FailForeign(run);
}

/// <summary>A client's request, answered when it is on disk.</summary>
internal sealed class Request<T>(Func<Turns, T> ask) : Work
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _refusal;

    public Task<T> Answer => _answer.Task;

    public override bool IsAwaited => true;

    public override void Do(Turns turns)
    {
        _refusal = null;
        try
        {
            _result = ask(turns);
        }
        catch (Exception e) when (e is InvalidInputException or InstanceStateException)
        {
            // The request was refused before anything was written, so the other work in the transaction is kept.
            _refusal = e;
        }
    }

    public override void Committed()
    {
        if (_refusal is null)
            _answer.SetResult(_result!);
        else
            _answer.SetException(_refusal);
    }

    public override bool Failed(IOException problem)
    {
        _answer.SetException(problem);
        return false;
    }
}
