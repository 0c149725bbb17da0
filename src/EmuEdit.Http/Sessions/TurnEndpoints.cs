using EmuEdit.Core;
using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmuEdit.Http;

/// <summary><c>/api/sessions/{id}/turns</c>: turns and their images.</summary>
internal static class TurnEndpoints
{
    /// <summary>When a client should ask again for an unfinished turn.</summary>
    public const string RetryAfterSeconds = "1";

    private const string Png = "image/png";

    /// <summary>Edit the current image</summary>
    /// <response code="202">The turn is accepted. It will be made, whatever happens to the client or the server.</response>
    /// <response code="409">
    /// Another turn is unfinished, or `expected_turn` is not the current turn. The document has the
    /// session's `current_turn`.
    /// </response>
    /// <response code="429">Too many turns run or wait. Repeat the request after `Retry-After` seconds.</response>
    public static async Task<Accepted<TurnView>> PostAsync(string id, HttpContext context, EditSessions sessions, ITurnProgress progress)
    {
        var body = await JsonBody.ReadAsync<TurnBody>(context.Request, context.RequestAborted);
        var request = body.ToRequest() with { IdempotencyKey = RequestHeaders.IdempotencyKey(context.Request) };
        var turn = await sessions.AddTurnAsync(id, request, RequestHeaders.IfMatch(context.Request), context.RequestAborted);
        return TypedResults.Accepted(TurnView.Path(id, turn.Number), await ViewAsync(context, id, turn, progress));
    }

    /// <summary>Get a turn</summary>
    /// <response code="200">The turn, with `Retry-After` while it is unfinished.</response>
    public static async Task<Ok<TurnView>> GetAsync(
        string id,
        int turn,
        HttpContext context,
        EditSessions sessions,
        ITurnProgress progress
    ) => TypedResults.Ok(await ViewAsync(context, id, await sessions.GetTurnAsync(id, turn, context.RequestAborted), progress));

    /// <summary>Stop an unfinished turn</summary>
    /// <response code="202">The turn has stopped or will stop.</response>
    /// <response code="409">The turn has completed or failed. The document has the session's `current_turn`.</response>
    public static async Task<Accepted<TurnView>> CancelAsync(
        string id,
        int turn,
        HttpContext context,
        EditSessions sessions,
        ITurnProgress progress
    ) =>
        TypedResults.Accepted(
            TurnView.Path(id, turn),
            await ViewAsync(context, id, await sessions.CancelAsync(id, turn, context.RequestAborted), progress)
        );

    /// <summary>Get the image of a turn</summary>
    /// <response code="200">The image.</response>
    /// <response code="304">The client has the image (`If-None-Match`).</response>
    /// <response code="409">
    /// The turn is unfinished or has failed, so it has no image. The document has the session's
    /// `current_turn`.
    /// </response>
    public static async Task<IResult> ImageAsync(
        string id,
        int turn,
        int? width,
        HttpContext context,
        EditSessions sessions,
        IImageCodec codec
    ) => ImageAnswer.Of(context, await sessions.ReadImageAsync(id, turn, context.RequestAborted), width, codec);

    /// <summary>Get the pixels that a turn changed</summary>
    /// <remarks>An image of the same size. Changed pixels are white.</remarks>
    /// <response code="200">The image.</response>
    /// <response code="304">The client has the image (`If-None-Match`).</response>
    /// <response code="409">
    /// The turn is unfinished or has failed, so it has no image. The document has the session's
    /// `current_turn`.
    /// </response>
    public static async Task<IResult> ChangesAsync(
        string id,
        int turn,
        int? width,
        HttpContext context,
        EditSessions sessions,
        IImageCodec codec
    ) => ImageAnswer.OfPng(context, await sessions.ReadChangesAsync(id, turn, context.RequestAborted), width, codec);

    /// <summary>Get a preview of a running turn</summary>
    /// <response code="200">A small PNG.</response>
    /// <response code="204">There is no preview: the turn waits, is short, or has ended.</response>
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
