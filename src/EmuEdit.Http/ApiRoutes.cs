using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EmuEdit.Http;

/// <summary>The routes, the same in every host. They are described in <c>openapi.json</c>.</summary>
internal static class ApiRoutes
{
    /// <summary>The rate limiting policy of edits that a request waits for.</summary>
    public const string EditPolicy = "edits";

    /// <summary>The rate limiting policy of other requests whose pictures are decoded.</summary>
    public const string PicturePolicy = "pictures";

    /// <summary>Adds them all.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/edits", EditsEndpoint.Post).Takes(BodyKind.Picture).RequireRateLimiting(EditPolicy);
        routes.MapRead("/api/models", ModelsEndpoint.Get);
        routes.MapRead("/api/health", HealthEndpoint.Get);
        routes.MapRead("/healthz", () => Results.Text("ok"));
        routes.MapRead("/openapi.json", OpenApi.Get);

        routes.MapPost("/api/sessions", SessionEndpoints.Create).Takes(BodyKind.Picture).RequireRateLimiting(PicturePolicy);
        routes.MapRead("/api/sessions/{id}", SessionEndpoints.Get);
        routes.MapDelete("/api/sessions/{id}", SessionEndpoints.Delete);
        routes.MapPost("/api/sessions/{id}/undo", SessionEndpoints.Undo);
        routes.MapPost("/api/sessions/{id}/redo", SessionEndpoints.Redo);
        routes.MapPost("/api/sessions/{id}/branch", SessionEndpoints.Branch).Takes(BodyKind.Json);

        routes.MapPost("/api/sessions/{id}/turns", TurnEndpoints.Post).Takes(BodyKind.Json);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}", TurnEndpoints.Get);
        routes.MapDelete("/api/sessions/{id}/turns/{turn:int}", TurnEndpoints.Cancel);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/image", TurnEndpoints.Image);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/changes", TurnEndpoints.Changes);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/preview", TurnEndpoints.Preview);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/events", TurnEvents.Get);

        routes.MapPost("/api/tasks", TaskEndpoints.Post).Takes(BodyKind.Form).RequireRateLimiting(PicturePolicy);
        routes.MapRead("/api/tasks", TaskEndpoints.List);
        routes.MapPost("/api/tasks/import", TaskEndpoints.Import).Takes(BodyKind.LearnedTask);
        routes.MapRead("/api/tasks/{name}", TaskEndpoints.Get);
        routes.MapDelete("/api/tasks/{name}", TaskEndpoints.Delete);
        routes.MapPost("/api/tasks/{name}/pause", TaskEndpoints.Pause);
        routes.MapPost("/api/tasks/{name}/resume", TaskEndpoints.Resume);
        routes.MapPost("/api/tasks/{name}/rename", TaskEndpoints.Rename).Takes(BodyKind.Json);
        routes.MapRead("/api/tasks/{name}/file", TaskEndpoints.Export);
        routes.MapRead("/api/tasks/{name}/samples", TaskEndpoints.Samples);
        routes.MapRead("/api/tasks/{name}/curve", TaskEndpoints.Curve);

        routes.MapPost("/api/trainings", TrainingEndpoints.Post).Takes(BodyKind.Json);
        routes.MapRead("/api/trainings", TrainingEndpoints.List);
        routes.MapRead("/api/trainings/{id}", TrainingEndpoints.Get);
        routes.MapDelete("/api/trainings/{id}", TrainingEndpoints.Delete);
        routes.MapPost("/api/trainings/{id}/pause", TrainingEndpoints.Pause);
        routes.MapPost("/api/trainings/{id}/resume", TrainingEndpoints.Resume);
        routes.MapPost("/api/trainings/{id}/cancel", TrainingEndpoints.Cancel);
        routes.MapRead("/api/trainings/{id}/files/{*file}", TrainingEndpoints.File);

        routes.MapPost("/api/batches", BatchEndpoints.Post).Takes(BodyKind.Json);
        routes.MapRead("/api/batches", BatchEndpoints.List);
        routes.MapRead("/api/batches/{id}", BatchEndpoints.Get);
        routes.MapDelete("/api/batches/{id}", BatchEndpoints.Delete);
        routes.MapPost("/api/batches/{id}/pause", BatchEndpoints.Pause);
        routes.MapPost("/api/batches/{id}/resume", BatchEndpoints.Resume);
        routes.MapPost("/api/batches/{id}/cancel", BatchEndpoints.Cancel);
        routes.MapRead("/api/batches/{id}/ledger", BatchEndpoints.Ledger);
        routes.MapRead("/api/batches/{id}/samples", BatchEndpoints.Samples);
        routes.MapRead("/api/batches/{id}/samples/{shard}/{key}/{part}", BatchEndpoints.Part);
    }
}
