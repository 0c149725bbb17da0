using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>What a route takes as its body.</summary>
/// <param name="Allowed">The media types, for messages.</param>
/// <param name="Limit">Most bytes; null for the server's limit.</param>
/// <param name="Fits">Whether a request's media type is among them.</param>
internal sealed record BodyKind(string Allowed, long? Limit, Func<HttpRequest, bool> Fits)
{
    private const int Megabyte = 1 << 20;
    private const string Binary = "application/octet-stream", Multipart = "multipart/form-data";

    public static readonly BodyKind
        Json = new("application/json", Megabyte, r => r.HasJsonContentType()),
        Picture = new($"{Multipart}, image/* or {Binary}", null, r => TypeOf(r) is { } type && (type is Multipart or Binary || type.StartsWith("image/", StringComparison.Ordinal))),
        Form = new(Multipart, null, r => TypeOf(r) == Multipart),
        LearnedTask = new(Binary, Megabyte, r => TypeOf(r) == Binary),
        // Of the types that pages may send anywhere without asking, none is meant.
        None = new("none: this route takes no body", Megabyte, r => TypeOf(r) is not (null or "text/plain" or "application/x-www-form-urlencoded" or Multipart));

    private static string? TypeOf(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : null;
}

/// <summary>Says what routes take.</summary>
internal static class BodyKinds
{
    public static TBuilder Takes<TBuilder>(this TBuilder route, BodyKind kind) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(kind);

    /// <summary>What the route of a request takes; nothing where it does not say.</summary>
    public static BodyKind Kind(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<BodyKind>() ?? BodyKind.None;
}
