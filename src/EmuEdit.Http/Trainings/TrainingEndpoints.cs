using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Learning;
using EmuEdit.Orchestration;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/trainings</c>: trainings of parts of bundles.</summary>
internal static class TrainingEndpoints
{
    private const string RetryAfterSeconds = "30";

    /// <summary>Train a part of a bundle</summary>
    /// <remarks>A repeated request with the same id and plan returns the same training.</remarks>
    /// <response code="202">The training is accepted. It will run, whatever happens to the client or the server.</response>
    /// <response code="409">The id belongs to another training, or to one that is being deleted.</response>
    public static async Task<Accepted<TrainingView>> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<TrainingBody>(context.Request, cancellationToken);
        return Accepted(context, await Trainings(context).StartAsync(new(body.Part, body.Options ?? []), body.Id, cancellationToken));
    }

    /// <summary>List the trainings</summary>
    /// <response code="200">The trainings, in the order of their ids.</response>
    public static async Task<Ok<List<TrainingView>>> ListAsync(string? page, int? size, HttpContext context)
    {
        var part = ListPage.Of(page, size);
        return await part.AnswerAsync(
            context,
            Trainings(context).ListAsync(part.After, context.RequestAborted).Select(TrainingView.Of),
            t => t.Id
        );
    }

    /// <summary>Get a training</summary>
    /// <response code="200">The training, with `Retry-After` until it has ended.</response>
    public static async Task<Ok<TrainingView>> GetAsync(string id, HttpContext context)
    {
        var training = await Trainings(context).GetAsync(id, context.RequestAborted);
        if (!training.IsOver)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Ok(TrainingView.Of(training));
    }

    /// <summary>Delete a training with its files</summary>
    /// <response code="204">The training is deleted.</response>
    public static async Task<NoContent> DeleteAsync(string id, HttpContext context)
    {
        await Trainings(context).DeleteAsync(id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>Pause a training</summary>
    /// <response code="202">The training as it is now.</response>
    /// <response code="409">The state of the training does not allow it.</response>
    public static async Task<Accepted<TrainingView>> PauseAsync(string id, HttpContext context) =>
        Accepted(context, await Trainings(context).PauseAsync(id, context.RequestAborted));

    /// <summary>Continue a training</summary>
    /// <response code="202">The training as it is now.</response>
    /// <response code="409">The state of the training does not allow it.</response>
    public static async Task<Accepted<TrainingView>> ResumeAsync(string id, HttpContext context) =>
        Accepted(context, await Trainings(context).ResumeAsync(id, context.RequestAborted));

    /// <summary>Stop a training for good</summary>
    /// <response code="202">The training as it is now.</response>
    /// <response code="409">The state of the training does not allow it.</response>
    public static async Task<Accepted<TrainingView>> CancelAsync(string id, HttpContext context) =>
        Accepted(context, await Trainings(context).CancelAsync(id, context.RequestAborted));

    /// <summary>Get a file of a training</summary>
    /// <response code="200">A checkpoint, metrics, options or an image.</response>
    public static async Task<IResult> FileAsync(string id, string file, HttpContext context) =>
        await Trainings(context).FileAsync(id, file, context.RequestAborted) is { } content
            ? Results.Bytes(content, BlobName.ContentType(file))
            : throw new BadHttpRequestException($"Training '{id}' has no file '{file}' yet.", StatusCodes.Status404NotFound);

    private static Trainings Trainings(HttpContext context) =>
        context.RequestServices.GetService<Trainings>()
        ?? throw new BadHttpRequestException("This server trains nothing.", StatusCodes.Status404NotFound);

    private static Accepted<TrainingView> Accepted(HttpContext context, JobDocument training)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Accepted(TrainingView.Path(training.Id), TrainingView.Of(training));
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
/// <param name="Id">The training's id.</param>
/// <param name="Status">Its status.</param>
/// <param name="Created">When it was started.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="Reason">Why it is paused or has failed.</param>
/// <param name="Part">The part that is trained.</param>
/// <param name="Options">The options of its plan.</param>
/// <param name="Progress">How far it is.</param>
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
