using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>/api/sessions</c>: sessions as a whole.</summary>
internal static class SessionEndpoints
{
    public static async Task<IResult> Create(HttpContext context, EditSessions sessions)
    {
        var upload = await PictureUpload.ReadAsync(context.Request, context.RequestAborted);
        var stored = await sessions.Create(upload.File, RequestHeaders.IdempotencyKey(context.Request), context.RequestAborted);
        return Results.Created(SessionView.Path(stored.Session.Id), View(context, stored));
    }

    public static async Task<IResult> Get(string id, HttpContext context, EditSessions sessions) =>
        Results.Ok(View(context, await sessions.Get(id, context.RequestAborted)));

    public static async Task<IResult> Delete(string id, HttpContext context, EditSessions sessions)
    {
        await sessions.Delete(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted);
        return Results.NoContent();
    }

    public static async Task<IResult> Undo(string id, HttpContext context, EditSessions sessions) =>
        Results.Ok(View(context, await sessions.Undo(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));

    public static async Task<IResult> Redo(string id, HttpContext context, EditSessions sessions) =>
        Results.Ok(View(context, await sessions.Redo(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));

    public static async Task<IResult> Branch(string id, HttpContext context, EditSessions sessions)
    {
        var body = await JsonBody.ReadAsync<BranchBody>(context.Request, context.RequestAborted);
        return Results.Ok(View(context, await sessions.Branch(id, body.Turn, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));
    }

    private static SessionView View(HttpContext context, StoredSession stored)
    {
        context.Response.Headers.ETag = $"\"{stored.ETag}\"";
        return SessionView.Of(stored.Session);
    }
}
