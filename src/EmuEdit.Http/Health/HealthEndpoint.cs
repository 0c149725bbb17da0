using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EmuEdit.Http;

/// <summary>
/// <c>GET /api/health</c>: reports which dependencies of the server work and which do not. The host's health checks define the
/// dependencies.
/// </summary>
internal static class HealthEndpoint
{
    public static async Task<IResult> GetAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        var document = new
        {
            status = report.Status,
            dependencies = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status, problem = e.Value.Description }),
        };
        return Results.Json(
            document,
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
    }
}
