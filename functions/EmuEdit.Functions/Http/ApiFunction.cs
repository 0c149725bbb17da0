using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmuEdit.Functions;

/// <summary>
/// The functions for all routes of the API. The host knows these three routes. The API's own routing handles the routes beneath them.
/// </summary>
internal sealed class ApiFunction(ApiPipeline pipeline, TaskHub hub)
{
    /// <summary>Everything under <c>/api</c>.</summary>
    [Function("Api")]
    public Task<IResult> ApiAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "delete", Route = "api/{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => AnswerAsync(request, client);

    /// <summary><c>/healthz</c>.</summary>
    [Function("Health")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "healthz")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => AnswerAsync(request, client);

    /// <summary><c>/openapi.json</c>.</summary>
    [Function("OpenApi")]
    public Task<IResult> OpenApiAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => AnswerAsync(request, client);

    private async Task<IResult> AnswerAsync(HttpRequest request, DurableTaskClient client)
    {
        hub.Use(client);
        await pipeline.RunAsync(request.HttpContext).ConfigureAwait(false);
        // The response is already written.
        return Results.Empty;
    }
}
