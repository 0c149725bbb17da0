using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;

namespace EmuEdit.Http;

/// <summary>Marks the routes of the document.</summary>
internal sealed record ApiRoute;

/// <summary>Request headers that a route reads.</summary>
internal sealed record ReadHeaders(string[] Names);

/// <summary>Headers of a route's successful responses.</summary>
internal sealed record SentHeaders(string[] Names);

/// <summary>Describes routes for the document.</summary>
internal static class ApiRouteBuilder
{
    /// <summary>Creates a group of routes of one tag. Statuses that follow from the kind of a route are added to each.</summary>
    public static RouteGroupBuilder MapTag(this IEndpointRouteBuilder routes, string tag)
    {
        var group = routes.MapGroup("").WithTags(tag).WithMetadata(new ApiRoute());
        ((IEndpointConventionBuilder)group).Finally(route =>
        {
            foreach (var status in StatusesOf((RouteEndpointBuilder)route))
                route.Metadata.Add(Problem.Metadata(status));
        });
        return group;
    }

    /// <summary>Adds errors that a route can return.</summary>
    public static T Fails<T>(this T route, params int[] statuses) where T : IEndpointConventionBuilder =>
        route.WithMetadata([.. statuses.Select(Problem.Metadata)]);

    /// <summary>Adds a successful response that is not JSON. Without a type its content is bytes.</summary>
    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, params string[] contentTypes) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(byte[]), contentTypes));

    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route, params string[] headers) =>
        route.WithMetadata(new ReadHeaders(headers));

    public static RouteHandlerBuilder Sends(this RouteHandlerBuilder route, params string[] headers) =>
        route.WithMetadata(new SentHeaders(headers));

    private static IEnumerable<int> StatusesOf(RouteEndpointBuilder route)
    {
        yield return StatusCodes.Status403Forbidden;
        if (!KeyCheck.IsFree(route.RoutePattern.RawText))
            yield return StatusCodes.Status401Unauthorized;
        if (route.RoutePattern.Parameters.Count > 0)
            yield return StatusCodes.Status404NotFound;
        if (route.Metadata.OfType<BodyKind>().Any())
            foreach (var status in new[] { StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType })
                yield return status;
        if (route.Metadata.OfType<EnableRateLimitingAttribute>().Any())
            yield return StatusCodes.Status429TooManyRequests;
        if (route.Metadata.OfType<ReadHeaders>().Any(h => h.Names.Contains("If-Match")))
            yield return StatusCodes.Status412PreconditionFailed;
    }
}
