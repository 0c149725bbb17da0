using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Learning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/tasks</c>: the tasks of the bundle; new ones are learned from examples (Emu Edit, eq. 3).</summary>
internal static class TaskEndpoints
{
    private const string RetryAfterSeconds = "5", Safetensors = "application/octet-stream", Png = "image/png";

    // With a second parameter, so that it is not taken for a delegate that answers by itself.
    public static async Task<IResult> Post(HttpContext context, IImageCodec codec)
    {
        var tasks = Tasks(context);
        return Accepted(context, await tasks.Start(await InversionForm.ReadAsync(context.Request, codec, tasks.ImageSize, context.RequestAborted), context.RequestAborted));
    }

    public static async Task<IResult> List(string? page, int? size, HttpContext context)
    {
        var (part, tasks) = (ListPage.Of(page, size), await Tasks(context).List(context.RequestAborted));
        var rest = part.After is { } after ? tasks.SkipWhile(t => t.Name != after).Skip(1) : tasks;
        return await part.Answer(context, rest.Select(TaskView.Of).ToAsyncEnumerable(), t => t.Name);
    }

    public static async Task<IResult> Get(string name, HttpContext context)
    {
        var task = await Tasks(context).Get(name, context.RequestAborted);
        if (task.Job is { IsOver: false })
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Ok(TaskView.Of(task));
    }

    public static async Task<IResult> Delete(string name, HttpContext context)
    {
        await Tasks(context).Delete(name, context.RequestAborted);
        return Results.NoContent();
    }

    public static async Task<IResult> Pause(string name, HttpContext context) => Accepted(context, await Tasks(context).Pause(name, context.RequestAborted));

    public static async Task<IResult> Resume(string name, HttpContext context) => Accepted(context, await Tasks(context).Resume(name, context.RequestAborted));

    public static async Task<IResult> Rename(string name, HttpContext context)
    {
        var body = await JsonBody.ReadAsync<RenameBody>(context.Request, context.RequestAborted);
        var task = await Tasks(context).Rename(name, body.Name, context.RequestAborted);
        context.Response.Headers.Location = TaskView.Path(task.Name);
        return Results.Ok(TaskView.Of(task));
    }

    public static async Task<IResult> Export(string name, HttpContext context) =>
        Results.File(await Tasks(context).Export(name, context.RequestAborted), Safetensors, name + ".safetensors");

    public static async Task<IResult> Import(string? name, bool? replace, bool? phrases, HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var task = await Tasks(context).Import(buffer.ToArray(), name, replace ?? false, phrases ?? false, context.RequestAborted);
        return Results.Created(TaskView.Path(task.Name), TaskView.Of(task));
    }

    public static Task<IResult> Samples(string name, HttpContext context) => Picture(name, "samples.png", context);

    public static Task<IResult> Curve(string name, HttpContext context) => Picture(name, "error.png", context);

    private static async Task<IResult> Picture(string name, string file, HttpContext context) => await Tasks(context).Picture(name, file, context.RequestAborted) is { } picture
        ? Results.Bytes(picture, Png)
        : throw new BadHttpRequestException($"There is no picture of task '{name}' yet.", StatusCodes.Status404NotFound);

    private static TaskInversions Tasks(HttpContext context) =>
        context.RequestServices.GetService<TaskInversions>() ?? throw new BadHttpRequestException("This server learns no tasks: its bundle takes none.", StatusCodes.Status404NotFound);

    private static IResult Accepted(HttpContext context, KnownTask task)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Accepted(TaskView.Path(task.Name), TaskView.Of(task));
    }
}

/// <summary>The body of <c>POST /api/tasks/{name}/rename</c>.</summary>
/// <param name="Name">The new name.</param>
internal sealed record RenameBody([property: JsonRequired] string Name);
