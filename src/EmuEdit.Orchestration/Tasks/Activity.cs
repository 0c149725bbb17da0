namespace EmuEdit.Orchestration;

/// <summary>A step of an orchestration that does the work: all input and output happens here. Derive from <see cref="Activity{TIn, TOut}"/>.</summary>
public abstract class Activity
{
    /// <summary>The name it is called by; default: the type's name. Journals hold it, so it must not change while instances are unfinished.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>What it needs to run, for example "cpu" (the default) or "gpu". An engine limits how many activities of a kind run at once.</summary>
    public virtual string Kind => "cpu";

    /// <summary>Runs it with input and result as JSON; for engines.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="input">Input as JSON.</param>
    /// <returns>The result as JSON.</returns>
    public abstract Task<string> InvokeAsync(ActivityContext context, string input);
}

/// <summary>
/// A typed activity. It may run more than once (a crash before its result is recorded runs it again), so it must be idempotent: the same
/// input writes the same output to the same place. Its result is recorded once. One object serves all calls, several at a time.
/// </summary>
/// <typeparam name="TIn">Input; travels as JSON, at most <see cref="Payload.MaxLength"/>. Pictures travel as references.</typeparam>
/// <typeparam name="TOut">Result; likewise.</typeparam>
public abstract class Activity<TIn, TOut> : Activity
{
    /// <summary>Does the work. An exception becomes a <see cref="TaskFailure"/>, which the caller's <see cref="RetryPolicy"/> may retry.</summary>
    /// <param name="context">Which instance asked, and when to stop.</param>
    /// <param name="input">The caller's input.</param>
    public abstract Task<TOut> RunAsync(ActivityContext context, TIn input);

    /// <inheritdoc/>
    public sealed override async Task<string> InvokeAsync(ActivityContext context, string input) =>
        Payload.Write(await RunAsync(context, Payload.Read<TIn>(input)).ConfigureAwait(false));
}
