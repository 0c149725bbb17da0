using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>The kind of body that a route takes.</summary>
/// <param name="Allowed">The media types, for messages.</param>
/// <param name="Limit">The maximum length in bytes. Null for the server's limit.</param>
/// <param name="Fits">Whether the media type of a request is allowed.</param>
internal sealed record BodyKind(string Allowed, long? Limit, Func<HttpRequest, bool> Fits)
{
    private const int Megabyte = 1 << 20;
    private const string Binary = "application/octet-stream", Multipart = "multipart/form-data";

    public static readonly BodyKind Json = new("application/json", Megabyte, r => r.HasJsonContentType()),
        Picture =
            new(
                $"{Multipart}, image/* or {Binary}",
                null,
                r => TypeOf(r) is { } type && (type is Multipart or Binary || type.StartsWith("image/", StringComparison.Ordinal))
            ),
        Form = new(Multipart, null, r => TypeOf(r) == Multipart),
        LearnedTask = new(Binary, Megabyte, r => TypeOf(r) == Binary),
        // Pages may send these types to any origin without a preflight request, so a route without a body refuses them.
        None =
            new(
                "none: this route takes no body",
                Megabyte,
                r => TypeOf(r) is not (null or "text/plain" or "application/x-www-form-urlencoded" or Multipart)
            );

    private static string? TypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : null;
}

/// <summary>The record whose properties are the fields of a route's body.</summary>
/// <param name="Type">The record.</param>
/// <param name="MediaType">The media type of the body.</param>
internal sealed record BodySchema(Type Type, string MediaType);

/// <summary>Sets and reads the body kind of routes.</summary>
internal static class BodyKinds
{
    /// <summary>Sets the body of a route: a JSON object or a form with the fields of a record.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, BodyKind kind) =>
        route.WithMetadata(kind, new BodySchema(typeof(T), kind == BodyKind.Json ? kind.Allowed : BodyKind.Form.Allowed));

    /// <summary>Sets the body of a route that takes bytes.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, BodyKind kind) => route.WithMetadata(kind);

    /// <summary>Returns the body kind of a request's route, or <see cref="BodyKind.None"/> if the route has none.</summary>
    public static BodyKind Kind(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<BodyKind>() ?? BodyKind.None;
}
