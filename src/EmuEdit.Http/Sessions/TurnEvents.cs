using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Http;

/// <summary>
/// <c>GET /api/sessions/{id}/turns/{turn}/events</c>: returns the turn as server-sent events, "progress" whenever something changes, and
/// "finished" at the end. Each event has an id, and a client that sends <c>Last-Event-ID</c> continues from there.
/// </summary>
internal static class TurnEvents
{
    // Regular events also show that the connection is alive, and report changes by other processes.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // How long a client waits before it asks again, after the connection has ended.
    private static readonly TimeSpan Reconnection = TimeSpan.FromSeconds(1);

    /// <summary>Follow a turn as server-sent events</summary>
    /// <response code="200">
    /// The event `progress` whenever the turn changes and at least every two seconds, and
    /// `finished` at the end. The data of each is the turn.
    /// </response>
    /// <response code="204">The client has the last event (`Last-Event-ID`).</response>
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
        var now = await sessions.GetTurnAsync(id, turn, context.RequestAborted);
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        // The client has the last event. This status tells an EventSource not to ask again.
        if (now.IsFinished && last == IdOf(TurnView.Of(id, now, null)))
            return Results.NoContent();
        if (HttpMethods.IsHead(context.Request.Method))
            return Results.Bytes([], "text/event-stream");
        return TypedResults.ServerSentEvents(
            FollowAsync(new(id, turn), last, sessions, progress, lifetime.ApplicationStopping, context.RequestAborted)
        );
    }

    private static async IAsyncEnumerable<SseItem<TurnView>> FollowAsync(
        TurnReference reference,
        string last,
        EditSessions sessions,
        ITurnProgress progress,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        while (!stopping.IsCancellationRequested)
        {
            var changed = progress.ChangedAsync(reference);
            var turn = await FindAsync(reference, sessions, cancellationToken);
            var view = turn is null ? null : await TurnView.OfAsync(reference.Session, turn, progress, cancellationToken);
            // An event that the client has is sent again only as a sign of life.
            if (view is not null && (IdOf(view) != last || clock.Elapsed >= Interval))
            {
                last = IdOf(view);
                clock.Restart();
                yield return new(view, turn!.IsFinished ? "finished" : "progress") { EventId = last, ReconnectionInterval = Reconnection };
            }
            if (turn is null or { IsFinished: true })
            {
                progress.Forget(reference);
                yield break;
            }
            await Task.WhenAny(changed, Task.Delay(Interval, stopping), Task.Delay(Interval, cancellationToken));
        }
    }

    // Identifies what a client sees of a turn.
    private static string IdOf(TurnView turn) => $"{turn.Status}-{turn.Progress?.Step ?? 0}".ToLowerInvariant();

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
