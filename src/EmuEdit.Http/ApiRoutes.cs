using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EmuEdit.Http;

/// <summary>The routes, which are the same in every host. <c>openapi.json</c> describes them.</summary>
internal static class ApiRoutes
{
    /// <summary>The rate limiting policy of edits that are made while the request waits.</summary>
    public const string EditPolicy = "edits";

    /// <summary>The rate limiting policy of other requests whose images are decoded.</summary>
    public const string PicturePolicy = "pictures";

    /// <summary>Adds all routes.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/edits", EditsEndpoint.PostAsync).Takes(BodyKind.Picture).RequireRateLimiting(EditPolicy);
        routes.MapRead("/api/models", ModelsEndpoint.Get);
        routes.MapRead("/api/health", HealthEndpoint.GetAsync);
        routes.MapRead("/healthz", () => Results.Text("ok"));
        routes.MapRead("/openapi.json", OpenApi.Get);
        routes.MapStudio();

        routes.MapPost("/api/sessions", SessionEndpoints.CreateAsync).Takes(BodyKind.Picture).RequireRateLimiting(PicturePolicy);
        routes.MapRead("/api/sessions", SessionEndpoints.ListAsync);
        routes.MapRead("/api/sessions/{id}", SessionEndpoints.GetAsync);
        routes.MapDelete("/api/sessions/{id}", SessionEndpoints.DeleteAsync);
        routes.MapRead("/api/sessions/{id}/file", SessionEndpoints.ExportAsync);
        routes.MapPost("/api/sessions/{id}/undo", SessionEndpoints.UndoAsync);
        routes.MapPost("/api/sessions/{id}/redo", SessionEndpoints.RedoAsync);
        routes.MapPost("/api/sessions/{id}/branch", SessionEndpoints.BranchAsync).Takes(BodyKind.Json);

        routes.MapPost("/api/sessions/{id}/turns", TurnEndpoints.PostAsync).Takes(BodyKind.Json);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}", TurnEndpoints.GetAsync);
        routes.MapDelete("/api/sessions/{id}/turns/{turn:int}", TurnEndpoints.CancelAsync);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/image", TurnEndpoints.ImageAsync);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/changes", TurnEndpoints.ChangesAsync);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/preview", TurnEndpoints.PreviewAsync);
        routes.MapRead("/api/sessions/{id}/turns/{turn:int}/events", TurnEvents.GetAsync);

        routes.MapPost("/api/tasks", TaskEndpoints.PostAsync).Takes(BodyKind.Form).RequireRateLimiting(PicturePolicy);
        routes.MapRead("/api/tasks", TaskEndpoints.ListAsync);
        routes.MapPost("/api/tasks/import", TaskEndpoints.ImportAsync).Takes(BodyKind.LearnedTask);
        routes.MapRead("/api/tasks/{name}", TaskEndpoints.GetAsync);
        routes.MapDelete("/api/tasks/{name}", TaskEndpoints.DeleteAsync);
        routes.MapPost("/api/tasks/{name}/pause", TaskEndpoints.PauseAsync);
        routes.MapPost("/api/tasks/{name}/resume", TaskEndpoints.ResumeAsync);
        routes.MapPost("/api/tasks/{name}/rename", TaskEndpoints.RenameAsync).Takes(BodyKind.Json);
        routes.MapRead("/api/tasks/{name}/file", TaskEndpoints.ExportAsync);
        routes.MapRead("/api/tasks/{name}/samples", TaskEndpoints.SamplesAsync);
        routes.MapRead("/api/tasks/{name}/curve", TaskEndpoints.CurveAsync);

        routes.MapPost("/api/trainings", TrainingEndpoints.PostAsync).Takes(BodyKind.Json);
        routes.MapRead("/api/trainings", TrainingEndpoints.ListAsync);
        routes.MapRead("/api/trainings/{id}", TrainingEndpoints.GetAsync);
        routes.MapDelete("/api/trainings/{id}", TrainingEndpoints.DeleteAsync);
        routes.MapPost("/api/trainings/{id}/pause", TrainingEndpoints.PauseAsync);
        routes.MapPost("/api/trainings/{id}/resume", TrainingEndpoints.ResumeAsync);
        routes.MapPost("/api/trainings/{id}/cancel", TrainingEndpoints.CancelAsync);
        routes.MapRead("/api/trainings/{id}/files/{*file}", TrainingEndpoints.FileAsync);

        routes.MapPost("/api/batches", BatchEndpoints.PostAsync).Takes(BodyKind.Json);
        routes.MapRead("/api/batches", BatchEndpoints.ListAsync);
        routes.MapRead("/api/batches/{id}", BatchEndpoints.GetAsync);
        routes.MapDelete("/api/batches/{id}", BatchEndpoints.DeleteAsync);
        routes.MapPost("/api/batches/{id}/pause", BatchEndpoints.PauseAsync);
        routes.MapPost("/api/batches/{id}/resume", BatchEndpoints.ResumeAsync);
        routes.MapPost("/api/batches/{id}/cancel", BatchEndpoints.CancelAsync);
        routes.MapRead("/api/batches/{id}/ledger", BatchEndpoints.LedgerAsync);
        routes.MapRead("/api/batches/{id}/samples", BatchEndpoints.SamplesAsync);
        routes.MapRead("/api/batches/{id}/samples/{shard}/{key}/{part}", BatchEndpoints.PartAsync);
        routes.MapRead("/api/batches/{id}/files", BatchEndpoints.FilesAsync);
        routes.MapRead("/api/batches/{id}/files/{*file}", BatchEndpoints.FileAsync);
    }
}
