using EmuEdit.Orchestration;

namespace EmuEdit.Sessions;

/// <summary>When a session is to be looked at.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Due">When.</param>
public sealed record SessionDeadline(string Session, DateTimeOffset Due)
{
    /// <summary>The id of the orchestration that begins to wait for it. A session made again under its old id has a time of its own.</summary>
    public string InstanceId => $"expire-{Session}-{Due.ToUnixTimeSeconds()}";
}

/// <summary>Waits until a session expires, ends it, and waits again: for longer when it was used in between, until its document may go when it has ended.</summary>
public sealed class SessionExpiry : Orchestrator<SessionDeadline, bool>
{
    /// <summary>Its name.</summary>
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

/// <summary>Ends a session whose time has come, deletes its pictures, and later its document.</summary>
/// <param name="store">Has the session.</param>
/// <param name="settings">How long things are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class ExpireSession(SessionStore store, EditSessionSettings settings, TimeProvider time) : Activity<string, DateTimeOffset?>
{
    public static readonly TaskName<string, DateTimeOffset?> TaskName = nameof(ExpireSession);

    /// <summary>When to look again; null when nothing is left.</summary>
    public override async Task<DateTimeOffset?> RunAsync(ActivityContext context, string input)
    {
        var now = time.GetUtcNow();
        var found = await store.FindAsync(input, context.Stopping).ConfigureAwait(false);
        var ended = found is null ? null : (await store.UpdateAsync(input, s => s.ExpireAt(now), cancellationToken: context.Stopping).ConfigureAwait(false)).Session;
        if (ended is { Ended: null })
            return ended.Expires;
        // Also those of a session that was never completed, or of a turn that was at work when its session was deleted.
        await store.DeleteImagesAsync(input, context.Stopping).ConfigureAwait(false);
        if (ended?.Ended + settings.KeptAfterEnd is { } kept && kept > now)
            return kept;
        await store.DeleteAsync(input, context.Stopping).ConfigureAwait(false);
        return null;
    }
}
