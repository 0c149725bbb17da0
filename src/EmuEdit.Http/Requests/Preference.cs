using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace EmuEdit.Http;

/// <summary>Which of several content types a client would rather have (RFC 9110, 12.5.1).</summary>
internal static class Preference
{
    /// <summary>The type with the highest quality; of several the one that is named more exactly, then the one that is named first, then the first of those offered.</summary>
    /// <param name="request">Has <c>Accept</c>; without it, or where it accepts none of them, the answer is the first.</param>
    /// <param name="offered">The types.</param>
    public static string Of(HttpRequest request, params IReadOnlyList<string> offered)
    {
        var accept = request.GetTypedHeaders().Accept;
        return offered.OrderByDescending(type => Rank(accept, new(type))).First();
    }

    // The most exact range that a type is in decides.
    private static (double Quality, int Exactness, int Place) Rank(IList<MediaTypeHeaderValue> accept, MediaTypeHeaderValue type)
    {
        var (range, place) = accept.Select((range, place) => (range, place)).Where(a => type.IsSubsetOf(a.range)).OrderByDescending(a => Exactness(a.range)).FirstOrDefault();
        return range is null ? default : (range.Quality ?? 1, Exactness(range), -place);
    }

    private static int Exactness(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
}
