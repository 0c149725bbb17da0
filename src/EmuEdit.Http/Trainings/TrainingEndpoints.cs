using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Learning;
using EmuEdit.Orchestration;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/trainings</c>: trainings of parts of bundles.</summary>
internal static class TrainingEndpoints
{
    private const string RetryAfterSeconds = "30";

    public static async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<TrainingBody>(context.Request, cancellationToken);
        return Accepted(context, await Trainings(context).StartAsync(new(body.Part, body.Options ?? []), body.Id, cancellationToken));
    }

    public static async Task<IResult> ListAsync(string? page, int? size, HttpContext context)
    {
        var part = ListPage.Of(page, size);
        return await part.AnswerAsync(
            context,
            Trainings(context).ListAsync(part.After, context.RequestAborted).Select(TrainingView.Of),
            t => t.Id
        );
    }

    public static async Task<IResult> GetAsync(string id, HttpContext context)
    {
        var training = await Trainings(context).GetAsync(id, context.RequestAborted);
        if (!training.IsOver)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Ok(TrainingView.Of(training));
    }

    public static async Task<IResult> DeleteAsync(string id, HttpContext context)
    {
        await Trainings(context).DeleteAsync(id, context.RequestAborted);
        return Results.NoContent();
    }

    public static async Task<IResult> PauseAsync(string id, HttpContext context) =>
        Accepted(context, await Trainings(context).PauseAsync(id, context.RequestAborted));

    public static async Task<IResult> ResumeAsync(string id, HttpContext context) =>
        Accepted(context, await Trainings(context).ResumeAsync(id, context.RequestAborted));

    public static async Task<IResult> CancelAsync(string id, HttpContext context) =>
        Accepted(context, await Trainings(context).CancelAsync(id, context.RequestAborted));

    public static async Task<IResult> FileAsync(string id, string file, HttpContext context) =>
        await Trainings(context).FileAsync(id, file, context.RequestAborted) is { } content
            ? Results.Bytes(content, BlobName.ContentType(file))
            : throw new BadHttpRequestException($"Training '{id}' has no file '{file}' yet.", StatusCodes.Status404NotFound);

    private static Trainings Trainings(HttpContext context) =>
        context.RequestServices.GetService<Trainings>()
        ?? throw new BadHttpRequestException("This server trains nothing.", StatusCodes.Status404NotFound);

    private static IResult Accepted(HttpContext context, JobDocument training)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Accepted(TrainingView.Path(training.Id), TrainingView.Of(training));
    }
}

/// <summary>The body of <c>POST /api/trainings</c>.</summary>
internal sealed record TrainingBody
{
    /// <summary>The part, for example <c>editor</c>.</summary>
    [JsonRequired]
    public string Part { get; init; } = "";

    /// <summary>Options of <c>emuedit train</c>, in snake case.</summary>
    public Dictionary<string, JsonElement>? Options { get; init; }

    /// <summary>The training's id. A new one is created if it is missing.</summary>
    public string? Id { get; init; }
}

/// <summary>A training as clients see it.</summary>
internal sealed record TrainingView(
    string Id,
    DocumentState Status,
    DateTimeOffset Created,
    DateTimeOffset? Finished,
    string? Reason,
    string Part,
    IReadOnlyDictionary<string, JsonElement> Options,
    JobProgressView? Progress
)
{
    public static string Path(string id) => ApiPath.Of($"/api/trainings/{id}");

    public static TrainingView Of(JobDocument training)
    {
        var plan = JobStore.PlanOf<TrainingPlan>(training);
        return new(
            training.Id,
            training.State,
            training.Created,
            training.Finished,
            training.Reason,
            plan.Part,
            plan.Options,
            JobProgressView.Of(training)
        );
    }
}
