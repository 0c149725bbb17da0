using EmuEdit.Sessions;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmuEdit.Http;

/// <summary><c>/api/sessions</c>: sessions as a whole.</summary>
internal static class SessionEndpoints
{
    /// <summary>Create a session from an image</summary>
    /// <remarks>
    /// A multipart form with the file `image`, or the image as the body. A session is deleted, with
    /// all its images, some time after its last use; the server sets the time. Who knows its id may
    /// use it.
    /// </remarks>
    /// <response code="201">The session.</response>
    public static async Task<Created<SessionView>> CreateAsync(HttpContext context, EditSessions sessions)
    {
        var upload = await ImageUpload.ReadAsync(context.Request, context.RequestAborted);
        var stored = await sessions.CreateAsync(upload.File, RequestHeaders.IdempotencyKey(context.Request), context.RequestAborted);
        return TypedResults.Created(SessionView.Path(stored.Document.Id), View(context, stored));
    }

    /// <summary>List the sessions</summary>
    /// <remarks>The sessions that can be used, the newest first.</remarks>
    /// <response code="200">The sessions without their turns.</response>
    public static async Task<Ok<List<ListedSessionView>>> ListAsync(string? page, int? size, HttpContext context, EditSessions sessions)
    {
        var part = ListPage.Of(page, size);
        var rest = sessions.ListAsync(part.After is { } after ? SessionPlace.Parse(after) : null, context.RequestAborted);
        return await part.AnswerAsync(context, rest.Select(ListedSessionView.Of), s => s.Place);
    }

    /// <summary>Get a session with its turns</summary>
    /// <response code="200">The session.</response>
    public static async Task<Ok<SessionView>> GetAsync(string id, HttpContext context, EditSessions sessions) =>
        TypedResults.Ok(View(context, await sessions.GetAsync(id, context.RequestAborted)));

    /// <summary>Delete a session with its images</summary>
    /// <remarks>A running turn is stopped.</remarks>
    /// <response code="204">The session is deleted, or was deleted before.</response>
    public static async Task<NoContent> DeleteAsync(string id, HttpContext context, EditSessions sessions)
    {
        await sessions.DeleteAsync(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>Go back to the image before</summary>
    /// <remarks>The next turn then starts a branch.</remarks>
    /// <response code="200">The session.</response>
    /// <response code="409">There is nothing to undo, or a turn is unfinished. The document has the session's `current_turn`.</response>
    public static async Task<Ok<SessionView>> UndoAsync(string id, HttpContext context, EditSessions sessions) =>
        TypedResults.Ok(View(context, await sessions.UndoAsync(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));

    /// <summary>Go forward along the current branch</summary>
    /// <response code="200">The session.</response>
    /// <response code="409">There is nothing to redo, or a turn is unfinished. The document has the session's `current_turn`.</response>
    public static async Task<Ok<SessionView>> RedoAsync(string id, HttpContext context, EditSessions sessions) =>
        TypedResults.Ok(View(context, await sessions.RedoAsync(id, RequestHeaders.IfMatch(context.Request), context.RequestAborted)));

    /// <summary>Go to the image of any turn</summary>
    /// <remarks>The next turn starts a branch there.</remarks>
    /// <response code="200">The session.</response>
    /// <response code="409">The turn has no image, or another turn is unfinished. The document has the session's `current_turn`.</response>
    public static async Task<Ok<SessionView>> BranchAsync(string id, HttpContext context, EditSessions sessions)
    {
        var body = await JsonBody.ReadAsync<BranchBody>(context.Request, context.RequestAborted);
        return TypedResults.Ok(
            View(context, await sessions.BranchAsync(id, body.Turn, RequestHeaders.IfMatch(context.Request), context.RequestAborted))
        );
    }

    /// <summary>Export a session as a file</summary>
    /// <response code="200">
    /// A ZIP file with `session.json`, `source.png`, and for each completed turn its image and its
    /// changed pixels.
    /// </response>
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
