using EmuEdit.Sessions;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary><c>/api/sessions/{id}/turns</c>: turns and their pictures.</summary>
internal static class TurnEndpoints
{
    /// <summary>When to ask again for a turn that is not finished.</summary>
    public const string RetryAfterSeconds = "1";

    private const string Png = "image/png";

    public static async Task<IResult> Post(string id, HttpContext context, EditSessions sessions, ITurnProgress progress)
    {
        var body = await JsonBody.ReadAsync<TurnBody>(context.Request, context.RequestAborted);
        var request = body.ToRequest() with { IdempotencyKey = RequestHeaders.IdempotencyKey(context.Request) };
        var turn = await sessions.AddTurn(id, request, RequestHeaders.IfMatch(context.Request), context.RequestAborted);
        return Results.Accepted(TurnView.Path(id, turn.Number), await View(context, id, turn, progress));
    }

    public static async Task<IResult> Get(string id, int turn, HttpContext context, EditSessions sessions, ITurnProgress progress) =>
        Results.Ok(await View(context, id, await sessions.GetTurn(id, turn, context.RequestAborted), progress));

    public static async Task<IResult> Cancel(string id, int turn, HttpContext context, EditSessions sessions, ITurnProgress progress) =>
        Results.Accepted(TurnView.Path(id, turn), await View(context, id, await sessions.Cancel(id, turn, context.RequestAborted), progress));

    public static async Task<IResult> Image(string id, int turn, HttpContext context, EditSessions sessions) =>
        Picture(context, await sessions.ReadPicture(id, turn, context.RequestAborted));

    public static async Task<IResult> Changes(string id, int turn, HttpContext context, EditSessions sessions) =>
        Picture(context, await sessions.ReadChanges(id, turn, context.RequestAborted));

    public static async Task<IResult> Preview(string id, int turn, HttpContext context, EditSessions sessions, ITurnProgress progress)
    {
        await sessions.GetTurn(id, turn, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return (await progress.Find(new(id, turn), context.RequestAborted))?.Preview is { } preview ? Results.Bytes(preview, Png) : Results.NoContent();
    }

    // Asked for again, it is answered with 304 where the client has it.
    private static IResult Picture(HttpContext context, Blob blob)
    {
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(blob.Content, Png, entityTag: new EntityTagHeaderValue($"\"{blob.ETag}\""));
    }

    private static async Task<TurnView> View(HttpContext context, string id, SessionTurn turn, ITurnProgress progress)
    {
        if (!turn.IsFinished)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return await TurnView.Of(id, turn, progress, context.RequestAborted);
    }
}
