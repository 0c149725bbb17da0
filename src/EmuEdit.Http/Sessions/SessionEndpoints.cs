using EmuEdit.Sessions;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>/api/sessions</c>: sessions as a whole.</summary>
internal static class SessionEndpoints
{
    public static async Task<IResult> CreateAsync(HttpContext context, EditSessions sessions)
    {
        var upload = await ImageUpload.ReadAsync(context.Request, context.RequestAborted);
        var stored = await sessions.CreateAsync(upload.File, RequestHeaders.IdempotencyKey(context.Request), context.RequestAborted);
        return Results.Created(SessionView.Path(stored.Document.Id), View(context, stored));
    }

    public static async Task<IResult> ListAsync(string? page, int? size, HttpContext context, EditSessions sessions)
    {
        var part = ListPage.Of(page, size);
        var rest = sessions.ListAsync(part.After is { } after ? SessionPlace.Parse(after) : null, context.RequestAborted);
        return await part.AnswerAsync(context, rest.Select(ListedSessionView.Of), s => s.Place);
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
        return Results.Ok(
            View(context, await sessions.BranchAsync(id, body.Turn, RequestHeaders.IfMatch(context.Request), context.RequestAborted))
        );
    }

    // Written to a temporary file first: whatever is wrong with the session, the answer says so.
    public static async Task<IResult> ExportAsync(string id, HttpContext context, EditSessions sessions)
    {
        var file = TemporaryFile();
        context.Response.RegisterForDispose(file);
        await sessions.WriteArchiveAsync(id, file, context.RequestAborted);
        file.Position = 0;
        return Results.Stream(file, "application/zip", $"emuedit-{id}.zip");
    }

    private static FileStream TemporaryFile() =>
        new(
            Path.GetTempFileName(),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );

    private static SessionView View(HttpContext context, StoredDocument<Session> stored)
    {
        context.Response.Headers.ETag = $"\"{stored.ETag}\"";
        return SessionView.Of(stored.Document);
    }
}
