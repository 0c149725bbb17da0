using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>When to check whether a session has expired.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Due">When to check.</param>
public sealed record SessionDeadline(string Session, DateTimeOffset Due)
{
    /// <summary>
    /// The id of the orchestration that waits for the deadline. A session that is created again with its old id has another deadline, and
    /// so another orchestration.
    /// </summary>
    public string InstanceId => $"expire-{Session}-{Due.ToUnixTimeSeconds()}";
}

/// <summary>
/// Waits until a session expires, and ends it. If the session was used in the meantime, waits again. After the end, waits until the
/// document may be deleted.
/// </summary>
public sealed class SessionExpiry : Orchestrator<SessionDeadline, bool>
{
    /// <summary>The orchestrator's name.</summary>
    public static readonly TaskName<SessionDeadline, bool> TaskName = nameof(SessionExpiry);

    private static readonly RetryPolicy WhileTheStoreFails = RetryPolicy.Patient(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    /// <inheritdoc/>
    public override async Task<bool> RunAsync(OrchestrationContext context, SessionDeadline input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        await context.CreateTimerAsync(input.Due);
        if (await context.CallActivityAsync(ExpireSession.TaskName, input.Session, WhileTheStoreFails) is { } next)
            context.ContinueAsNew(input with { Due = next });
        return true;
    }
}

/// <summary>Ends an expired session, deletes its images, and later its document.</summary>
/// <param name="store">The store with the session.</param>
/// <param name="settings">How long sessions are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class ExpireSession(SessionStore store, EditSessionSettings settings, TimeProvider time) : Activity<string, DateTimeOffset?>
{
    public static readonly TaskName<string, DateTimeOffset?> TaskName = nameof(ExpireSession);

    /// <summary>Returns when to check again, or null if nothing is left.</summary>
    public override async Task<DateTimeOffset?> RunAsync(ActivityContext context, string input)
    {
        var now = time.GetUtcNow();
        var found = await store.FindAsync(input, context.Stopping).ConfigureAwait(false);
        var ended = found is null
            ? null
            : (await store.UpdateAsync(input, s => s.ExpireAt(now), cancellationToken: context.Stopping).ConfigureAwait(false)).Document;
        if (ended is { Ended: null })
            return ended.Expires;
        // This includes images of a session that was never completed, and of a turn that was running when its session was deleted.
        await store.DeleteFilesAsync(input, context.Stopping).ConfigureAwait(false);
        if (ended?.Ended + settings.KeptAfterEnd is { } kept && kept > now)
            return kept;
        await store.DeleteAsync(input, context.Stopping).ConfigureAwait(false);
        return null;
    }
}
