using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Learning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/tasks</c>: the tasks of the bundle. New ones are learned from examples (Emu Edit, eq. 3).</summary>
internal static class TaskEndpoints
{
    private const string RetryAfterSeconds = "5", Safetensors = "application/octet-stream", Png = "image/png";

    // Has a second parameter, so that it is not taken for a RequestDelegate, whose result would be ignored.
    public static async Task<IResult> PostAsync(HttpContext context, IImageCodec codec)
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

    public static async Task<IResult> ListAsync(string? page, int? size, HttpContext context)
    {
        var (part, tasks) = (ListPage.Of(page, size), await Tasks(context).ListAsync(context.RequestAborted));
        var rest = part.After is { } after ? tasks.SkipWhile(t => t.Name != after).Skip(1) : tasks;
        return await part.AnswerAsync(context, rest.Select(TaskView.Of).ToAsyncEnumerable(), t => t.Name);
    }

    public static async Task<IResult> GetAsync(string name, HttpContext context)
    {
        var task = await Tasks(context).GetAsync(name, context.RequestAborted);
        if (task.Job is { IsOver: false })
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Ok(TaskView.Of(task));
    }

    public static async Task<IResult> DeleteAsync(string name, HttpContext context)
    {
        await Tasks(context).DeleteAsync(name, context.RequestAborted);
        return Results.NoContent();
    }

    public static async Task<IResult> PauseAsync(string name, HttpContext context) =>
        Accepted(context, await Tasks(context).PauseAsync(name, context.RequestAborted));

    public static async Task<IResult> ResumeAsync(string name, HttpContext context) =>
        Accepted(context, await Tasks(context).ResumeAsync(name, context.RequestAborted));

    public static async Task<IResult> RenameAsync(string name, HttpContext context)
    {
        var body = await JsonBody.ReadAsync<RenameBody>(context.Request, context.RequestAborted);
        var task = await Tasks(context).RenameAsync(name, body.Name, context.RequestAborted);
        context.Response.Headers.Location = TaskView.Path(task.Name);
        return Results.Ok(TaskView.Of(task));
    }

    public static async Task<IResult> ExportAsync(string name, HttpContext context) =>
        Results.File(await Tasks(context).ExportAsync(name, context.RequestAborted), Safetensors, name + ".safetensors");

    public static async Task<IResult> ImportAsync(string? name, bool? replace, bool? phrases, HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var task = await Tasks(context).ImportAsync(buffer.ToArray(), name, replace ?? false, phrases ?? false, context.RequestAborted);
        return Results.Created(TaskView.Path(task.Name), TaskView.Of(task));
    }

    public static Task<IResult> SamplesAsync(string name, HttpContext context) => ImageAsync(name, "samples.png", context);

    public static Task<IResult> CurveAsync(string name, HttpContext context) => ImageAsync(name, "error.png", context);

    private static async Task<IResult> ImageAsync(string name, string file, HttpContext context) =>
        await Tasks(context).ImageAsync(name, file, context.RequestAborted) is { } picture
            ? Results.Bytes(picture, Png)
            : throw new BadHttpRequestException($"There is no picture of task '{name}' yet.", StatusCodes.Status404NotFound);

    private static TaskInversions Tasks(HttpContext context) =>
        context.RequestServices.GetService<TaskInversions>()
        ?? throw new BadHttpRequestException("This server learns no tasks: its bundle takes none.", StatusCodes.Status404NotFound);

    private static IResult Accepted(HttpContext context, KnownTask task)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Accepted(TaskView.Path(task.Name), TaskView.Of(task));
    }
}

/// <summary>The body of <c>POST /api/tasks/{name}/rename</c>.</summary>
/// <param name="Name">The new name.</param>
internal sealed record RenameBody([property: JsonRequired] string Name);
