using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>Selects the content type that a client prefers (RFC 9110, 12.5.1).</summary>
internal static class Preference
{
    /// <summary>
    /// Returns the type with the highest quality. Among equal ones, returns the type that the client names more exactly, then the one that
    /// it names first, then the one that is offered first.
    /// </summary>
    /// <param name="request">
    /// The request with the <c>Accept</c> header. If it has none, or accepts none of the types, the result is the first type.
    /// </param>
    /// <param name="offered">The offered types.</param>
    public static string Of(HttpRequest request, params IReadOnlyList<string> offered)
    {
        var accept = request.GetTypedHeaders().Accept;
        return offered.OrderByDescending(type => Rank(accept, new(type))).First();
    }

    /// <summary>
    /// Returns the type with the highest quality. Among equal ones, returns the one that is offered first: browsers accept every image with
    /// the same quality, and name the types that they prefer for other reasons.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static string Best(HttpRequest request, params IReadOnlyList<string> offered)
    {
        var accept = request.GetTypedHeaders().Accept;
        return offered.OrderByDescending(type => Rank(accept, new(type)).Quality).First();
    }

    // The most exact range that contains the type decides.
    private static (double Quality, int Exactness, int Place) Rank(IList<MediaTypeHeaderValue> accept, MediaTypeHeaderValue type)
    {
        var (range, place) = accept
            .Select((range, place) => (range, place))
            .Where(a => type.IsSubsetOf(a.range))
            .OrderByDescending(a => Exactness(a.range))
            .FirstOrDefault();
        return range is null ? default : (range.Quality ?? 1, Exactness(range), -place);
    }

    private static int Exactness(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
}
