namespace EmuEdit.Orchestration;

/// <summary>Code that decides which activities run, and when. Derive from <see cref="Orchestrator{TIn, TOut}"/>.</summary>
public abstract class Orchestrator
{
    /// <summary>
    /// The name under which it is scheduled. Default: the type's name. Journals contain it, so it must not change while instances are
    /// unfinished.
    /// </summary>
    public virtual string Name => GetType().Name;

    /// <summary>Runs the orchestrator with input and output as JSON. Called by engines.</summary>
    /// <param name="context">The context of the instance.</param>
    /// <param name="input">The input as JSON.</param>
    /// <returns>The output as JSON.</returns>
    public abstract Task<string> InvokeAsync(OrchestrationContext context, string input);
}

/// <summary>
/// A typed orchestrator. After a crash its code runs again from the start and receives the recorded results in the recorded order. So the
/// code must be deterministic: time, ids, waits, calls and log come only from the <see cref="OrchestrationContext"/>. The code awaits only
/// the context's tasks and combinations of them. It never blocks, and keeps no state outside its local variables. One object serves all
/// instances.
/// </summary>
/// <typeparam name="TIn">The input's type. Inputs travel as JSON of at most <see cref="Payload.MaxLength"/> characters.</typeparam>
/// <typeparam name="TOut">The output's type. Outputs travel in the same way.</typeparam>
public abstract class Orchestrator<TIn, TOut> : Orchestrator
{
    /// <summary>
    /// Runs one instance. An unhandled exception fails the instance. Tasks that it started and did not await are dropped when it ends.
    /// After a call of <see cref="OrchestrationContext.ContinueAsNew"/> it should return, and the returned value is ignored.
    /// </summary>
    public abstract Task<TOut> RunAsync(OrchestrationContext context, TIn input);

    // No ConfigureAwait(false): the continuation belongs to the engine's turn.
    /// <inheritdoc/>
    public sealed override async Task<string> InvokeAsync(OrchestrationContext context, string input) =>
        Payload.Write(await RunAsync(context, Payload.Read<TIn>(input)));
}
