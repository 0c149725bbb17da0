namespace EmuEdit.Orchestration;

/// <summary>The context of an activity's call.</summary>
/// <param name="Name">The activity's name.</param>
/// <param name="InstanceId">The id of the orchestration instance that called the activity.</param>
/// <param name="Stopping">
/// Cancelled when the engine shuts down or the instance has ended. The activity should then stop soon. After a shutdown it runs again.
/// After the end of its instance, its result is dropped.
/// </param>
public sealed record ActivityContext(string Name, string InstanceId, CancellationToken Stopping);

/// <summary>
/// A step of an orchestration that does the work. All input and output happens in activities. Derive from
/// <see cref="Activity{TIn, TOut}"/>.
/// </summary>
public abstract class Activity
{
    /// <summary>
    /// The name under which it is called. Default: the type's name. Journals contain it, so it must not change while instances are
    /// unfinished.
    /// </summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// The resource that it needs, for example "cpu" (the default) or "gpu". An engine limits how many activities of a kind run at the same
    /// time.
    /// </summary>
    public virtual string Kind => "cpu";

    /// <summary>Runs the activity with input and result as JSON. Called by engines.</summary>
    /// <param name="context">The context of the call.</param>
    /// <param name="input">The input as JSON.</param>
    /// <returns>The result as JSON.</returns>
    public abstract Task<string> InvokeAsync(ActivityContext context, string input);
}

/// <summary>
/// A typed activity. It may run more than once: if a crash happens before its result is recorded, it runs again. So it must be idempotent:
/// the same input writes the same output to the same place. Its result is recorded once. One object serves all calls, several at the same
/// time.
/// </summary>
/// <typeparam name="TIn">
/// The input's type. Inputs travel as JSON of at most <see cref="Payload.MaxLength"/> characters. Images travel as references.
/// </typeparam>
/// <typeparam name="TOut">The result's type. Results travel in the same way.</typeparam>
public abstract class Activity<TIn, TOut> : Activity
{
    /// <summary>
    /// Does the work. An exception becomes a <see cref="TaskFailure"/>, which the caller's <see cref="RetryPolicy"/> may retry.
    /// </summary>
    /// <param name="context">The context of the call: the instance, and when to stop.</param>
    /// <param name="input">The caller's input.</param>
    public abstract Task<TOut> RunAsync(ActivityContext context, TIn input);

    /// <inheritdoc/>
    public sealed override async Task<string> InvokeAsync(ActivityContext context, string input) =>
        Payload.Write(await RunAsync(context, Payload.Read<TIn>(input)).ConfigureAwait(false));
}
