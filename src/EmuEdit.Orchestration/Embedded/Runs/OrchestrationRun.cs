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
/// An unfinished instance in memory: its code, stopped where it waits. Each fact continues the code for one turn. A replay of the history
/// brings a new object to the same point.
/// </summary>
internal sealed class OrchestrationRun
{
    private readonly Orchestrator? _orchestrator;
    private readonly TurnSynchronizationContext _turn;
    private readonly TurnWatch _watch;
    private Task<string>? _code;

    /// <summary>Creates a run of an instance that is not yet started.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="orchestrator">The instance's code. Null if no orchestrator with its name is registered.</param>
    /// <param name="log">The log of the run.</param>
    /// <param name="watch">Watches for long turns.</param>
    /// <param name="reportForeign">Called on any thread when the code has awaited something that its context did not create.</param>
    public OrchestrationRun(
        InstanceRow instance,
        Orchestrator? orchestrator,
        ILogger log,
        TurnWatch watch,
        Action<OrchestrationRun> reportForeign
    )
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

    /// <summary>How the run ended. Null while it waits.</summary>
    public Ending? Ending { get; private set; }

    /// <summary>The number of records in the history.</summary>
    public int Length { get; set; }

    /// <summary>Replays the history of an unfinished instance.</summary>
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

    /// <summary>Runs one turn: delivers a fact to the code, and runs the code until it waits again or ends.</summary>
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
            // The exception did not come through the code's task: an async void method threw it, or a payload on disk is damaged.
            Ending = Fail(e);
        }
        finally
        {
            _watch.End();
        }
    }

    /// <summary>Returns the end of a run that awaits something that the journal cannot record.</summary>
    public Ending.Failed ForeignAwait() =>
        Nondeterministic(
            "The orchestrator awaits a task that its context did not create. Do input and output in activities, and wait with timers."
        );

    // The await brings the end of the code into a turn, wherever the code itself ended.
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
            Ending = Differs(
                Context.Steps,
                "more to come",
                end is Ending.Failed failed ? $"its failure ({failed.Failure.ErrorMessage})" : "its end"
            );
    }

    private Ending.Failed Differs(int step, string expected, string got) =>
        Nondeterministic(
            $"Orchestrator '{Name}' has changed since this instance started: at step {step} the journal has "
                + $"{expected}, the code now asks for {got}. "
                + "Let instances finish before changing the order of an orchestrator's calls, or give the changed one a new name."
        );

    private Ending? EndOf(Task<string>? code) =>
        code switch
        {
            null => null,
            { IsCompletedSuccessfully: true } => Context.Next is var (input, events)
                ? new Ending.ContinuedAsNew(input, events)
                : new Ending.Completed(code.Result),
            { IsCompleted: true } => Fail(code.Exception?.InnerException ?? new TaskCanceledException(code)),
            _ when Context.IsIdle => ForeignAwait(),
            _ => null,
        };

    private Ending.Failed Nondeterministic(string message) => Fail(new NonDeterministicOrchestrationException(message));

    private Ending.Failed Fail(Exception exception) => new(TaskFailure.From(exception, Name));
}
