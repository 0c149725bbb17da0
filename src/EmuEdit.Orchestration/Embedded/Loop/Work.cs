using EmuEdit.Core;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>Something for the engine's thread to do, together with others, in one transaction.</summary>
internal abstract class Work
{
    /// <summary>The instance whose facts must keep their order; null where it does not matter.</summary>
    public virtual string? Instance => null;

    /// <summary>Whether a caller waits for it to be on disk.</summary>
    public virtual bool IsAwaited => false;

    /// <summary>Does it, within the transaction. It is done again if the transaction fails and is tried again.</summary>
    public abstract void Do(Turns turns);

    /// <summary>The transaction is on disk.</summary>
    public virtual void Committed()
    {
    }

    /// <summary>The transaction could not be written.</summary>
    /// <returns>Whether to try again later.</returns>
    public virtual bool Failed(IOException problem) => true;
}

/// <summary>A fact on its way to its instance.</summary>
/// <param name="pending">The row that it answers.</param>
/// <param name="instance">The instance.</param>
/// <param name="fact">The fact; its time is when it is handled.</param>
internal sealed class Delivery(long pending, string instance, HistoryRecord fact) : Work
{
    /// <summary>A message, which is its own fact.</summary>
    public Delivery(PendingRecord message) : this(message.Id, message.Instance, message.Record)
    {
    }

    public override string Instance => instance;

    public override void Do(Turns turns) => turns.Deliver(pending, instance, fact);
}

/// <summary>It is time to look for timers that are due.</summary>
internal sealed class TimerAlarm : Work
{
    public override void Do(Turns turns) => turns.FireTimers();

    // The alarm is set again anyway.
    public override bool Failed(IOException problem) => false;
}

/// <summary>A run awaited something foreign.</summary>
internal sealed class ForeignAwait(OrchestrationRun run) : Work
{
    public override void Do(Turns turns) => turns.FailForeign(run);
}

/// <summary>What a client asks for; answered when it is on disk.</summary>
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
            // Refused before anything was written: the others' work stands.
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
