using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EmuEdit.Http;

/// <summary>
/// <c>GET /api/health</c>: reports which dependencies of the server work and which do not. The host's health checks define the
/// dependencies. <c>GET /healthz</c>: reports that the server is ready.
/// </summary>
internal static class HealthEndpoint
{
    /// <summary>Check whether the server's dependencies work</summary>
    /// <response code="200">All work, or only some of the work needs those that do not.</response>
    /// <response code="503">A dependency that all work needs does not work.</response>
    public static async Task<JsonHttpResult<HealthView>> GetAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        return TypedResults.Json(
            new HealthView(
                report.Status,
                report.Entries.ToDictionary(e => e.Key, e => new DependencyView(e.Value.Status, e.Value.Description))
            ),
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
    }

    /// <summary>Check whether the server is ready</summary>
    /// <response code="200">The server is ready.</response>
    public static IResult Ready() => Results.Text("ok");
}

/// <summary>Which dependencies work.</summary>
/// <param name="Status">The worst status of all.</param>
/// <param name="Dependencies">The dependencies by name, such as storage, task_hub, bundle or language_model.</param>
internal sealed record HealthView(HealthStatus Status, IReadOnlyDictionary<string, DependencyView> Dependencies);

/// <summary>Whether a dependency works.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Problem">What is wrong.</param>
internal sealed record DependencyView(HealthStatus Status, string? Problem);
