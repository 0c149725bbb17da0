using EmuEdit.Sessions;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>/api/sessions</c>: sessions as a whole.</summary>
internal static class SessionEndpoints
{
    public static async Task<IResult> CreateAsync(HttpContext context, EditSessions sessions)
    {
        var upload = await ImageUpload.ReadAsync(context.Request, context.RequestAborted);
        var stored = await sessions.CreateAsync(upload.File, RequestHeaders.IdempotencyKey(context.Request), context.RequestAborted);
        return Results.Created(SessionView.Path(stored.Session.Id), View(context, stored));
    }

    public static async Task<IResult> GetAsync(string id, HttpContext context, EditSessions sessions) =>
        Results.Ok(View(context, await sessions.GetAsync(id, context.RequestAborted)));

    public static async Task<IResult> DeleteAsync(string id, HttpContext context, EditSessions sessions)
    {
        await sessions.DeleteAsync(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted);
        return Results.NoContent();
    }

    public static async Task<IResult> UndoAsync(string id, HttpContext context, EditSessions sessions) =>
        Results.Ok(View(context, await sessions.UndoAsync(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));

    public static async Task<IResult> RedoAsync(string id, HttpContext context, EditSessions sessions) =>
        Results.Ok(View(context, await sessions.RedoAsync(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));

    public static async Task<IResult> BranchAsync(string id, HttpContext context, EditSessions sessions)
    {
        var body = await JsonBody.ReadAsync<BranchBody>(context.Request, context.RequestAborted);
        return Results.Ok(View(context, await sessions.BranchAsync(id, body.Turn, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));
    }

    private static SessionView View(HttpContext context, StoredSession stored)
    {
        context.Response.Headers.ETag = $"\"{stored.ETag}\"";
        return SessionView.Of(stored.Session);
    }
}
