using EmuEdit.Core;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>How a run ends.</summary>
internal abstract record Ending
{
    public sealed record Completed(string Output) : Ending;

    public sealed record Failed(TaskFailure Failure) : Ending;

    public sealed record ContinuedAsNew(string Input, IReadOnlyList<HistoryRecord> Events) : Ending;
}

/// <summary>
/// An unfinished instance in memory: its code, stopped where it waits. Facts drive it on, one turn each; replaying its history brings a new object
/// to the same place.
/// </summary>
internal sealed class OrchestrationRun
{
    private readonly Orchestrator? _orchestrator;
    private readonly TurnSynchronizationContext _turn;
    private readonly TurnWatch _watch;
    private Task<string>? _code;

    /// <summary>The run of an instance, not yet started.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="orchestrator">Its code; null if there is none of its name.</param>
    /// <param name="log">Where its log goes.</param>
    /// <param name="watch">Looks out for turns that take long.</param>
    /// <param name="reportForeign">Told, on any thread, that the code awaited something that is not its context's.</param>
    public OrchestrationRun(InstanceRow instance, Orchestrator? orchestrator, ILogger log, TurnWatch watch, Action<OrchestrationRun> reportForeign)
    {
        (Instance, _orchestrator, _watch) = (instance, orchestrator, watch);
        _turn = new(() => reportForeign(this));
        Context = new(instance.Id, _turn, log);
        if (orchestrator is null)
            Ending = Fail(new InvalidInputException($"orchestrator '{instance.Name}'", "a registered one", "register it"));
    }

    public InstanceRow Instance { get; }

    public string InstanceId => Instance.Id;

    public string Name => Instance.Name;

    public EmbeddedContext Context { get; }

    /// <summary>How it ended; null while it waits.</summary>
    public Ending? Ending { get; private set; }

    /// <summary>Records in its history.</summary>
    public int Length { get; set; }

    /// <summary>Repeats the history of an instance that has not ended.</summary>
    public void Replay(IReadOnlyList<HistoryRecord> history)
    {
        Context.SetReplaying(true);
        for (; Ending is null && Length < history.Count; Length++)
        {
            if (history[Length].IsAction)
                Compare(history[Length]);
            else if (!AsksForMore())
                Repeat(history[Length]);
        }
        if (Ending is null)
            AsksForMore();
        Context.CancelledTimers.Clear();
        Context.SetReplaying(false);
    }

    /// <summary>One turn: hands the code a fact, and runs it until it waits again or ends.</summary>
    public void Apply(HistoryRecord fact)
    {
        _watch.Begin(Instance);
        try
        {
            _turn.Run(() =>
            {
                Context.Deliver(fact);
                if (fact.Type == RecordType.ExecutionStarted)
                    _code = ExecuteAsync(fact.Payload);
            });
            Ending = EndOf(_code);
        }
        catch (Exception e)
        {
            // It came past the code's task: an async void method threw, or a payload is damaged on disk.
            Ending = Fail(e);
        }
        finally
        {
            _watch.End();
        }
    }

    /// <summary>The end of a run that awaits what no journal records.</summary>
    public Ending.Failed ForeignAwait() =>
        Nondeterministic("The orchestrator awaits a task that its context did not make; input and output belong into activities, waiting into timers.");

    // The await brings the end of the code into a turn, wherever the code itself came to its end.
    private async Task<string> ExecuteAsync(string input) => await _orchestrator!.InvokeAsync(Context, input);

    private void Compare(HistoryRecord recorded)
    {
        var asked = Context.Actions.TryDequeue(out var action);
        if (!asked || !action!.AsksTheSame(recorded))
            Ending = Differs(recorded.Step, recorded.ToString(), action?.ToString() ?? "nothing");
    }

    private bool AsksForMore()
    {
        if (!Context.Actions.TryPeek(out var action))
            return false;
        Ending = Differs(action.Step, "nothing", action.ToString());
        return true;
    }

    private void Repeat(HistoryRecord fact)
    {
        Apply(fact);
        if (Ending is { } end)
            Ending = Differs(Context.Steps, "more to come", end is Ending.Failed failed ? $"its failure ({failed.Failure.ErrorMessage})" : "its end");
    }

    private Ending.Failed Differs(int step, string expected, string got) => Nondeterministic(
        $"Orchestrator '{Name}' differs from the one that began this instance: at step {step} the journal has {expected}, the code now asks for {got}. "
        + "Let instances finish before changing the order of an orchestrator's calls, or give the changed one a new name.");

    private Ending? EndOf(Task<string>? code) => code switch
    {
        null => null,
        { IsCompletedSuccessfully: true } => Context.Next is var (input, events) ? new Ending.ContinuedAsNew(input, events) : new Ending.Completed(code.Result),
        { IsCompleted: true } => Fail(code.Exception?.InnerException ?? new TaskCanceledException(code)),
        _ when Context.IsIdle => ForeignAwait(),
        _ => null,
    };

    private Ending.Failed Nondeterministic(string message) => Fail(new NonDeterministicOrchestrationException(message));

    private Ending.Failed Fail(Exception exception) => new(TaskFailure.From(exception, Name));
}
