using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Http;

/// <summary><c>GET /api/sessions/{id}/turns/{turn}/events</c>: the turn as server-sent events, "progress" whenever something happens, "finished" at its end.</summary>
internal static class TurnEvents
{
    // Also says that the connection lives, and finds what another process did.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public static async Task<IResult> GetAsync(string id, int turn, HttpContext context, EditSessions sessions, ITurnProgress progress, IHostApplicationLifetime lifetime)
    {
        // What is wrong with the request is said before the stream begins.
        await sessions.GetTurnAsync(id, turn, context.RequestAborted);
        if (HttpMethods.IsHead(context.Request.Method))
            return Results.Bytes([], "text/event-stream");
        return TypedResults.ServerSentEvents(FollowAsync(new(id, turn), sessions, progress, lifetime.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<TurnView>> FollowAsync(
        TurnReference reference, EditSessions sessions, ITurnProgress progress, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!stopping.IsCancellationRequested)
        {
            var changed = progress.ChangedAsync(reference);
            var turn = await FindAsync(reference, sessions, cancellationToken);
            if (turn is not null)
                yield return new(await TurnView.OfAsync(reference.Session, turn, progress, cancellationToken), turn.IsFinished ? "finished" : "progress");
            if (turn is null or { IsFinished: true })
            {
                progress.Forget(reference);
                yield break;
            }
            await Task.WhenAny(changed, Task.Delay(Interval, stopping), Task.Delay(Interval, cancellationToken));
        }
    }

    // Null once the session is gone: the stream ends there.
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
