using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EmuEdit.Http;

/// <summary>The routes, which are the same in every host, under the names of their operations.</summary>
internal static class ApiRoutes
{
    /// <summary>The rate limiting policy of edits that are made while the request waits.</summary>
    public const string EditPolicy = "edits";

    /// <summary>The rate limiting policy of other requests whose images are decoded.</summary>
    public const string PicturePolicy = "pictures";

    private const string IfMatch = "If-Match", Key = "Idempotency-Key", ETag = "ETag";

    private const string Png = "image/png", Binary = "application/octet-stream";

    private const int Bad = StatusCodes.Status400BadRequest,
        Missing = StatusCodes.Status404NotFound,
        Conflict = StatusCodes.Status409Conflict,
        Gone = StatusCodes.Status410Gone,
        KeyReused = StatusCodes.Status422UnprocessableEntity,
        Busy = StatusCodes.Status429TooManyRequests,
        ModelFailed = StatusCodes.Status500InternalServerError,
        Unavailable = StatusCodes.Status503ServiceUnavailable;

    /// <summary>The tags of the document, with their descriptions.</summary>
    public static IReadOnlyDictionary<string, string> Tags { get; } = new Dictionary<string, string>
    {
        ["Edits"] = "Single edits.",
        ["Sessions"] = "Editing in several turns, with undo, redo and branches.",
        ["Tasks"] = "The tasks of the bundle. New ones are learned from examples (Emu Edit, eq. 3).",
        ["Trainings"] = "Trainings of parts of bundles.",
        ["Batches"] = "Batches that make data sets.",
        ["Server"] = "The server itself.",
    };

    /// <summary>Adds all routes.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        MapEdits(routes.MapTag("Edits"));
        MapSessions(routes.MapTag("Sessions").Fails(Bad, Unavailable));
        MapTurns(routes.MapTag("Sessions").Fails(Bad, Gone, Unavailable));
        MapTasks(routes.MapTag("Tasks").Fails(Bad, Missing, Unavailable));
        MapTrainings(routes.MapTag("Trainings").Fails(Bad, Missing, Unavailable));
        MapBatches(routes.MapTag("Batches").Fails(Bad, Missing, Unavailable));
        MapServer(routes.MapTag("Server"));
        routes.MapStudio();
        routes.MapReference();
    }

    private static void MapEdits(RouteGroupBuilder routes) =>
        routes.MapPost("/api/edits", EditsEndpoint.PostAsync).WithName("edit")
            .Takes<EditForm>(BodyKind.Picture)
            .Produces<EditView>(StatusCodes.Status200OK, Png, "application/json")
            .Produces<TurnView>(StatusCodes.Status202Accepted)
            .Sends("Emu-Task", "Emu-Task-Confidence", "Emu-Seed", "Emu-Changed-Pixels")
            .Fails(Bad, Busy, ModelFailed, Unavailable)
            .RequireRateLimiting(EditPolicy);

    private static void MapSessions(RouteGroupBuilder routes)
    {
        routes.MapPost("/api/sessions", SessionEndpoints.CreateAsync).WithName("createSession")
            .Takes<ImageForm>(BodyKind.Picture).Reads(Key).Sends(ETag).Fails(Gone, KeyReused).RequireRateLimiting(PicturePolicy);
        routes.MapRead("/api/sessions", SessionEndpoints.ListAsync).WithName("listSessions").Sends("Link");
        routes.MapRead("/api/sessions/{id}", SessionEndpoints.GetAsync).WithName("getSession").Sends(ETag).Fails(Gone);
        routes.MapDelete("/api/sessions/{id}", SessionEndpoints.DeleteAsync).WithName("deleteSession").Reads(IfMatch);
        routes.MapRead("/api/sessions/{id}/file", SessionEndpoints.ExportAsync).WithName("exportSession")
            .Answers("application/zip").Fails(Gone);
        routes.MapPost("/api/sessions/{id}/undo", SessionEndpoints.UndoAsync).WithName("undo")
            .Reads(IfMatch).Sends(ETag).Fails(Conflict, Gone);
        routes.MapPost("/api/sessions/{id}/redo", SessionEndpoints.RedoAsync).WithName("redo")
            .Reads(IfMatch).Sends(ETag).Fails(Conflict, Gone);
        routes.MapPost("/api/sessions/{id}/branch", SessionEndpoints.BranchAsync).WithName("branch")
            .Takes<BranchBody>(BodyKind.Json).Reads(IfMatch).Sends(ETag).Fails(Conflict, Gone);
    }

    private static void MapTurns(RouteGroupBuilder routes)
    {
        routes.MapPost("/api/sessions/{id}/turns", TurnEndpoints.PostAsync).WithName("addTurn")
            .Takes<TurnBody>(BodyKind.Json).Reads(IfMatch, Key).Fails(Conflict, KeyReused, Busy);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}", TurnEndpoints.GetAsync).WithName("getTurn").Sends("Retry-After");
        routes.MapDelete("/api/sessions/{id}/turns/{turn:int}", TurnEndpoints.CancelAsync).WithName("cancelTurn").Fails(Conflict);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/image", TurnEndpoints.ImageAsync).WithName("getTurnImage")
            .Reads("Accept").Answers(ImageAnswer.Types).Produces(StatusCodes.Status304NotModified).Sends(ETag).Fails(Conflict, Busy);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/changes", TurnEndpoints.ChangesAsync).WithName("getTurnChanges")
            .Answers(Png).Produces(StatusCodes.Status304NotModified).Sends(ETag).Fails(Conflict, Busy);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/preview", TurnEndpoints.PreviewAsync).WithName("getTurnPreview")
            .Answers(Png).Produces(StatusCodes.Status204NoContent);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/events", TurnEvents.GetAsync).WithName("followTurn")
            .Answers("text/event-stream").Produces(StatusCodes.Status204NoContent).Reads("Last-Event-ID");
    }

    private static void MapTasks(RouteGroupBuilder routes)
    {
        routes.MapPost("/api/tasks", TaskEndpoints.PostAsync).WithName("learnTask")
            .Takes<TaskForm>(BodyKind.Form).Fails(Conflict).RequireRateLimiting(PicturePolicy);
        routes.MapRead("/api/tasks", TaskEndpoints.ListAsync).WithName("listTasks").Sends("Link");
        routes.MapPost("/api/tasks/import", TaskEndpoints.ImportAsync).WithName("importTask").Takes(BodyKind.LearnedTask).Fails(Conflict);
        routes.MapRead("/api/tasks/{name}", TaskEndpoints.GetAsync).WithName("getTask").Sends("Retry-After");
        routes.MapDelete("/api/tasks/{name}", TaskEndpoints.DeleteAsync).WithName("deleteTask");
        routes.MapPost("/api/tasks/{name}/pause", TaskEndpoints.PauseAsync).WithName("pauseTask").Fails(Conflict);
        routes.MapPost("/api/tasks/{name}/resume", TaskEndpoints.ResumeAsync).WithName("resumeTask").Fails(Conflict);
        routes.MapPost("/api/tasks/{name}/rename", TaskEndpoints.RenameAsync).WithName("renameTask")
            .Takes<RenameBody>(BodyKind.Json).Sends("Location").Fails(Conflict);
        routes.MapRead("/api/tasks/{name}/file", TaskEndpoints.ExportAsync).WithName("exportTask").Answers(Binary).Fails(Conflict);
        routes.MapRead("/api/tasks/{name}/samples", TaskEndpoints.SamplesAsync).WithName("taskSamples").Answers(Png);
        routes.MapRead("/api/tasks/{name}/curve", TaskEndpoints.CurveAsync).WithName("taskCurve").Answers(Png);
    }

    private static void MapTrainings(RouteGroupBuilder routes)
    {
        routes.MapPost("/api/trainings", TrainingEndpoints.PostAsync).WithName("startTraining")
            .Takes<TrainingBody>(BodyKind.Json).Fails(Conflict, Busy);
        routes.MapRead("/api/trainings", TrainingEndpoints.ListAsync).WithName("listTrainings").Sends("Link");
        routes.MapRead("/api/trainings/{id}", TrainingEndpoints.GetAsync).WithName("getTraining").Sends("Retry-After");
        routes.MapDelete("/api/trainings/{id}", TrainingEndpoints.DeleteAsync).WithName("deleteTraining");
        routes.MapPost("/api/trainings/{id}/pause", TrainingEndpoints.PauseAsync).WithName("pauseTraining").Fails(Conflict);
        routes.MapPost("/api/trainings/{id}/resume", TrainingEndpoints.ResumeAsync).WithName("resumeTraining").Fails(Conflict);
        routes.MapPost("/api/trainings/{id}/cancel", TrainingEndpoints.CancelAsync).WithName("cancelTraining").Fails(Conflict);
        routes.MapRead("/api/trainings/{id}/files/{*file}", TrainingEndpoints.FileAsync).WithName("trainingFile")
            .Answers(Binary, Png, "application/json");
    }

    private static void MapBatches(RouteGroupBuilder routes)
    {
        routes.MapPost("/api/batches", BatchEndpoints.PostAsync).WithName("startBatch")
            .Takes<Factory.BatchRequest>(BodyKind.Json).Reads(Key).Fails(Conflict, Busy);
        routes.MapRead("/api/batches", BatchEndpoints.ListAsync).WithName("listBatches").Sends("Link");
        routes.MapRead("/api/batches/{id}", BatchEndpoints.GetAsync).WithName("getBatch").Sends("Retry-After");
        routes.MapDelete("/api/batches/{id}", BatchEndpoints.DeleteAsync).WithName("deleteBatch");
        routes.MapPost("/api/batches/{id}/pause", BatchEndpoints.PauseAsync).WithName("pauseBatch").Fails(Conflict);
        routes.MapPost("/api/batches/{id}/resume", BatchEndpoints.ResumeAsync).WithName("resumeBatch").Fails(Conflict);
        routes.MapPost("/api/batches/{id}/cancel", BatchEndpoints.CancelAsync).WithName("cancelBatch").Fails(Conflict);
        routes.MapRead("/api/batches/{id}/ledger", BatchEndpoints.LedgerAsync).WithName("batchLedger");
        routes.MapRead("/api/batches/{id}/samples", BatchEndpoints.SamplesAsync).WithName("batchSamples");
        routes.MapRead("/api/batches/{id}/samples/{shard}/{key}/{part}", BatchEndpoints.PartAsync).WithName("batchSamplePart")
            .Answers(Png, "application/json", Binary);
        routes.MapRead("/api/batches/{id}/files", BatchEndpoints.FilesAsync).WithName("listBatchFiles").Sends("Link");
        routes.MapRead("/api/batches/{id}/files/{*file}", BatchEndpoints.FileAsync).WithName("batchFile")
            .Answers(Binary, Png, "application/json");
    }

    private static void MapServer(RouteGroupBuilder routes)
    {
        routes.MapRead("/api/models", ModelsEndpoint.Get).WithName("models");
        routes.MapRead("/api/health", HealthEndpoint.GetAsync).WithName("dependencies")
            .Produces<HealthView>().Produces<HealthView>(Unavailable);
        routes.MapRead("/healthz", HealthEndpoint.Ready).WithName("health").Answers("text/plain");
        routes.MapRead("/openapi.json", ApiDocument.GetAsync).WithName("openapi").Produces<object>();
    }
}
