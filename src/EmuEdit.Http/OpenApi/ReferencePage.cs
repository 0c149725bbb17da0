using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace EmuEdit.Http;

/// <summary>
/// <c>GET /reference/</c>: a page that shows the document and sends requests. All its files come from this server.
/// </summary>
internal static class ReferencePage
{
    private const string Path = "/reference";

    // Scalar adds styles to the page while it runs. Scripts need this response's nonce or come from this server.
    private static string ContentSecurityPolicy(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
        + "connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapReference(this IEndpointRouteBuilder routes) =>
        routes.MapScalarApiReference(Path, Configure);

    private static void Configure(ScalarOptions options, HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        options
            .WithTitle("EmuEdit API")
            .WithNonce(nonce)
            .WithOpenApiRoutePattern("/openapi.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton()
            .HideDeveloperTools();
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy(nonce);
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
