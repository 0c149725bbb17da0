using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Learning;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/tasks</c>: the tasks of the bundle. New ones are learned from examples (Emu Edit, eq. 3).</summary>
internal static class TaskEndpoints
{
    private const string RetryAfterSeconds = "5", Safetensors = "application/octet-stream", Png = "image/png";

    /// <summary>Learn a task from examples</summary>
    /// <remarks>
    /// Task inversion: the model is frozen, and one vector is learned from a few pairs. Edits may
    /// name the task once it is learned. Each pair is a file `input` and a file `target` of the
    /// same size, in the same order.
    /// </remarks>
    /// <response code="202">The task is accepted. It will be learned, whatever happens to the client or the server.</response>
    /// <response code="409">The name is taken, or the state of the task does not allow it.</response>
    // Has a second parameter, so that it is not taken for a RequestDelegate, whose result would be ignored.
    public static async Task<Accepted<TaskView>> PostAsync(HttpContext context, IImageCodec codec)
    {
        var tasks = Tasks(context);
        return Accepted(
            context,
            await tasks.StartAsync(
                await InversionForm.ReadAsync(context.Request, codec, tasks.ImageSize, context.RequestAborted),
                context.RequestAborted
            )
        );
    }

    /// <summary>List the tasks</summary>
    /// <response code="200">
    /// The tasks that the model was trained with, the learned ones, and those that are being
    /// learned or failed.
    /// </response>
    public static async Task<Ok<List<TaskView>>> ListAsync(string? page, int? size, HttpContext context)
    {
        var (part, tasks) = (ListPage.Of(page, size), await Tasks(context).ListAsync(context.RequestAborted));
        var rest = part.After is { } after ? tasks.SkipWhile(t => t.Name != after).Skip(1) : tasks;
        return await part.AnswerAsync(context, rest.Select(TaskView.Of).ToAsyncEnumerable(), t => t.Name);
    }

    /// <summary>Get a task</summary>
    /// <response code="200">The task, with `Retry-After` while it is being learned.</response>
    public static async Task<Ok<TaskView>> GetAsync(string name, HttpContext context)
    {
        var task = await Tasks(context).GetAsync(name, context.RequestAborted);
        if (task.Job is { IsOver: false })
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Ok(TaskView.Of(task));
    }

    /// <summary>Delete a learned task, or stop learning it</summary>
    /// <response code="204">The task is deleted.</response>
    public static async Task<NoContent> DeleteAsync(string name, HttpContext context)
    {
        await Tasks(context).DeleteAsync(name, context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>Pause learning</summary>
    /// <response code="202">The task as it is now.</response>
    /// <response code="409">The state of the task does not allow it.</response>
    public static async Task<Accepted<TaskView>> PauseAsync(string name, HttpContext context) =>
        Accepted(context, await Tasks(context).PauseAsync(name, context.RequestAborted));

    /// <summary>Continue learning</summary>
    /// <response code="202">The task as it is now.</response>
    /// <response code="409">The state of the task does not allow it.</response>
    public static async Task<Accepted<TaskView>> ResumeAsync(string name, HttpContext context) =>
        Accepted(context, await Tasks(context).ResumeAsync(name, context.RequestAborted));

    /// <summary>Rename a learned task</summary>
    /// <response code="200">The task under its new name.</response>
    /// <response code="409">The new name is taken, or the state of the task does not allow it.</response>
    public static async Task<Ok<TaskView>> RenameAsync(string name, HttpContext context)
    {
        var body = await JsonBody.ReadAsync<RenameBody>(context.Request, context.RequestAborted);
        var task = await Tasks(context).RenameAsync(name, body.Name, context.RequestAborted);
        context.Response.Headers.Location = TaskView.Path(task.Name);
        return TypedResults.Ok(TaskView.Of(task));
    }

    /// <summary>Export a learned task as a file</summary>
    /// <response code="200">A safetensors file with the vector and how it was learned.</response>
    /// <response code="409">The task is not learned.</response>
    public static async Task<IResult> ExportAsync(string name, HttpContext context) =>
        Results.File(await Tasks(context).ExportAsync(name, context.RequestAborted), Safetensors, name + ".safetensors");

    /// <summary>Import a learned task from a file</summary>
    /// <remarks>The file is one that `GET /api/tasks/{name}/file` returned, of a task that was learned for the same model.</remarks>
    /// <response code="201">The task.</response>
    /// <response code="409">The name is taken.</response>
    public static async Task<Created<TaskView>> ImportAsync(string? name, bool? replace, bool? phrases, HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var task = await Tasks(context).ImportAsync(buffer.ToArray(), name, replace ?? false, phrases ?? false, context.RequestAborted);
        return TypedResults.Created(TaskView.Path(task.Name), TaskView.Of(task));
    }

    /// <summary>Get held-out pairs as the task edits them now</summary>
    /// <response code="200">Input, target and edit of each pair.</response>
    public static Task<IResult> SamplesAsync(string name, HttpContext context) => ImageAsync(name, "samples.png", context);

    /// <summary>Get the error during learning</summary>
    /// <response code="200">A plot of the error on the held-out pairs.</response>
    public static Task<IResult> CurveAsync(string name, HttpContext context) => ImageAsync(name, "error.png", context);

    private static async Task<IResult> ImageAsync(string name, string file, HttpContext context) =>
        await Tasks(context).ImageAsync(name, file, context.RequestAborted) is { } picture
            ? Results.Bytes(picture, Png)
            : throw new BadHttpRequestException($"There is no picture of task '{name}' yet.", StatusCodes.Status404NotFound);

    private static TaskInversions Tasks(HttpContext context) =>
        context.RequestServices.GetService<TaskInversions>()
        ?? throw new BadHttpRequestException("This server learns no tasks: its bundle takes none.", StatusCodes.Status404NotFound);

    private static Accepted<TaskView> Accepted(HttpContext context, KnownTask task)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Accepted(TaskView.Path(task.Name), TaskView.Of(task));
    }
}

/// <summary>The body of <c>POST /api/tasks/{name}/rename</c>.</summary>
/// <param name="Name">The new name.</param>
internal sealed record RenameBody([property: JsonRequired] string Name);
