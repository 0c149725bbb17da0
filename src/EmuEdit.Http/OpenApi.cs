using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>GET /openapi.json</c>: returns the description of the routes, an embedded file.</summary>
internal static class OpenApi
{
    private const string Resource = "openapi.json";

    public static IResult Get() =>
        Results.Stream(
            typeof(OpenApi).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"The resource {Resource} is missing."),
            "application/json"
        );
}
