using EmuEdit.Core;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>/api/sessions/{id}/turns</c>: turns and their images.</summary>
internal static class TurnEndpoints
{
    /// <summary>When a client should ask again for an unfinished turn.</summary>
    public const string RetryAfterSeconds = "1";

    private const string Png = "image/png";

    public static async Task<IResult> PostAsync(string id, HttpContext context, EditSessions sessions, ITurnProgress progress)
    {
        var body = await JsonBody.ReadAsync<TurnBody>(context.Request, context.RequestAborted);
        var request = body.ToRequest() with { IdempotencyKey = RequestHeaders.IdempotencyKey(context.Request) };
        var turn = await sessions.AddTurnAsync(id, request, RequestHeaders.IfMatch(context.Request), context.RequestAborted);
        return Results.Accepted(TurnView.Path(id, turn.Number), await ViewAsync(context, id, turn, progress));
    }

    public static async Task<IResult> GetAsync(string id, int turn, HttpContext context, EditSessions sessions, ITurnProgress progress) =>
        Results.Ok(await ViewAsync(context, id, await sessions.GetTurnAsync(id, turn, context.RequestAborted), progress));

    public static async Task<IResult> CancelAsync(
        string id,
        int turn,
        HttpContext context,
        EditSessions sessions,
        ITurnProgress progress
    ) =>
        Results.Accepted(
            TurnView.Path(id, turn),
            await ViewAsync(context, id, await sessions.CancelAsync(id, turn, context.RequestAborted), progress)
        );

    public static async Task<IResult> ImageAsync(
        string id,
        int turn,
        int? width,
        HttpContext context,
        EditSessions sessions,
        IImageCodec codec
    ) => ImageAnswer.Of(context, await sessions.ReadImageAsync(id, turn, context.RequestAborted), width, codec);

    public static async Task<IResult> ChangesAsync(
        string id,
        int turn,
        int? width,
        HttpContext context,
        EditSessions sessions,
        IImageCodec codec
    ) => ImageAnswer.Of(context, await sessions.ReadChangesAsync(id, turn, context.RequestAborted), width, codec);

    public static async Task<IResult> PreviewAsync(string id, int turn, HttpContext context, EditSessions sessions, ITurnProgress progress)
    {
        await sessions.GetTurnAsync(id, turn, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return (await progress.FindAsync(new(id, turn), context.RequestAborted))?.Preview is { } preview
            ? Results.Bytes(preview, Png)
            : Results.NoContent();
    }

    private static async Task<TurnView> ViewAsync(HttpContext context, string id, SessionTurn turn, ITurnProgress progress)
    {
        if (!turn.IsFinished)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return await TurnView.OfAsync(id, turn, progress, context.RequestAborted);
    }
}
