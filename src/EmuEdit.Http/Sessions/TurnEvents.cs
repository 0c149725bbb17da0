using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Http;

/// <summary>
/// <c>GET /api/sessions/{id}/turns/{turn}/events</c>: returns the turn as server-sent events, "progress" whenever something changes, and
/// "finished" at the end.
/// </summary>
internal static class TurnEvents
{
    // Regular events also show that the connection is alive, and report changes by other processes.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Follow a turn as server-sent events</summary>
    /// <response code="200">The event `progress` whenever the turn changes and at least every two seconds, and `finished` at the end. The data of each is the turn.</response>
    public static async Task<IResult> GetAsync(
        string id,
        int turn,
        HttpContext context,
        EditSessions sessions,
        ITurnProgress progress,
        IHostApplicationLifetime lifetime
    )
    {
        // Errors in the request are reported before the stream begins.
        await sessions.GetTurnAsync(id, turn, context.RequestAborted);
        if (HttpMethods.IsHead(context.Request.Method))
            return Results.Bytes([], "text/event-stream");
        return TypedResults.ServerSentEvents(
            FollowAsync(new(id, turn), sessions, progress, lifetime.ApplicationStopping, context.RequestAborted)
        );
    }

    private static async IAsyncEnumerable<SseItem<TurnView>> FollowAsync(
        TurnReference reference,
        EditSessions sessions,
        ITurnProgress progress,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (!stopping.IsCancellationRequested)
        {
            var changed = progress.ChangedAsync(reference);
            var turn = await FindAsync(reference, sessions, cancellationToken);
            if (turn is not null)
                yield return new(
                    await TurnView.OfAsync(reference.Session, turn, progress, cancellationToken),
                    turn.IsFinished ? "finished" : "progress"
                );
            if (turn is null or { IsFinished: true })
            {
                progress.Forget(reference);
                yield break;
            }
            await Task.WhenAny(changed, Task.Delay(Interval, stopping), Task.Delay(Interval, cancellationToken));
        }
    }

    // Returns null once the session is deleted, which ends the stream.
    private static async Task<SessionTurn?> FindAsync(TurnReference reference, EditSessions sessions, CancellationToken cancellationToken)
    {
        try
        {
            return await sessions.GetTurnAsync(reference.Session, reference.Turn, cancellationToken);
        }
        catch (SessionException)
        {
            return null;
        }
    }
}
