using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EmuEdit.Http;

/// <summary>Routes that only read. They handle HEAD like GET, without a body (RFC 9110, 9.1).</summary>
internal static class ReadRoutes
{
    /// <summary>GET and HEAD.</summary>
    public static readonly IReadOnlyList<string> Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds a route.</summary>
    public static RouteHandlerBuilder MapRead(
        this IEndpointRouteBuilder routes,
        [StringSyntax("Route")] string pattern,
        Delegate handler
    ) => routes.MapMethods(pattern, Methods, handler);
}
