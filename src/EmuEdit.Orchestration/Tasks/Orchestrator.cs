namespace EmuEdit.Orchestration;

/// <summary>Code that says which activities run, and when. Derive from <see cref="Orchestrator{TIn, TOut}"/>.</summary>
public abstract class Orchestrator
{
    /// <summary>The name it is scheduled by; default: the type's name. Journals hold it, so it must not change while instances are unfinished.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Runs it with input and output as JSON; for engines.</summary>
    /// <param name="context">The instance.</param>
    /// <param name="input">Input as JSON.</param>
    /// <returns>Output as JSON.</returns>
    public abstract Task<string> InvokeAsync(OrchestrationContext context, string input);
}

/// <summary>
/// A typed orchestrator. After a crash its code runs again from the start and receives the recorded results in the recorded order, so it must be
/// deterministic: time, ids, waiting, calls and log come from the <see cref="OrchestrationContext"/> alone, it awaits only the context's
/// tasks (and combinations of them), never blocks, and keeps no state outside its local variables. One object serves all instances.
/// </summary>
/// <typeparam name="TIn">Input; travels as JSON, at most <see cref="Payload.MaxLength"/>.</typeparam>
/// <typeparam name="TOut">Output; likewise.</typeparam>
public abstract class Orchestrator<TIn, TOut> : Orchestrator
{
    /// <summary>
    /// Runs one instance. An exception that leaves it fails the instance; tasks it started and did not await are dropped when it ends. After <see cref="OrchestrationContext.ContinueAsNew"/> it should return;
    /// what it returns then is ignored.
    /// </summary>
    public abstract Task<TOut> RunAsync(OrchestrationContext context, TIn input);

    // No ConfigureAwait(false): the continuation belongs to the engine's turn.
    /// <inheritdoc/>
    public sealed override async Task<string> InvokeAsync(OrchestrationContext context, string input) =>
        Payload.Write(await RunAsync(context, Payload.Read<TIn>(input)));
}
