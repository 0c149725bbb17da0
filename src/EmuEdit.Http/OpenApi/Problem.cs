using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EmuEdit.Http;

/// <summary>A problem document (RFC 9457).</summary>
/// <param name="Type">The kind of problem, an address.</param>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened, in one line.</param>
/// <param name="Given">What the request contained.</param>
/// <param name="Allowed">What is allowed in its place.</param>
/// <param name="Advice">What to do.</param>
/// <param name="CurrentTurn">The session's current turn.</param>
/// <param name="TraceId">Identifies the request in traces.</param>
internal sealed record Problem(
    string? Type,
    string Title,
    int Status,
    string? Detail = null,
    string? Given = null,
    string? Allowed = null,
    string? Advice = null,
    int? CurrentTurn = null,
    string? TraceId = null
)
{
    public const string ContentType = "application/problem+json";

    private static readonly Dictionary<int, string> s_descriptions = new()
    {
        [StatusCodes.Status400BadRequest] = "The request is not valid. The document says what was given and what is allowed.",
        [StatusCodes.Status401Unauthorized] = "The server requires its key.",
        [StatusCodes.Status403Forbidden] = "The request names a host that is not the server's, or comes from a page of another origin.",
        [StatusCodes.Status404NotFound] = "Nothing has this address, or this server does not offer it.",
        [StatusCodes.Status409Conflict] = "The state of the resource does not allow the request.",
        [StatusCodes.Status410Gone] = "The session was deleted or has expired.",
        [StatusCodes.Status412PreconditionFailed] = "The session has changed since it was read. The document has its `current_turn`.",
        [StatusCodes.Status413PayloadTooLarge] = "The body is too large.",
        [StatusCodes.Status415UnsupportedMediaType] = "The body has another media type than the route takes.",
        [StatusCodes.Status422UnprocessableEntity] = "The idempotency key was used for another request.",
        [StatusCodes.Status429TooManyRequests] = "The server is busy. Repeat the request after `Retry-After` seconds.",
        [StatusCodes.Status500InternalServerError] = "The model failed.",
        [StatusCodes.Status503ServiceUnavailable] = "The store is not available, or too many edits wait. Repeat the request later.",
    };

    /// <summary>Returns the description of a status.</summary>
    public static string Describe(int status) => s_descriptions[status];

    /// <summary>Returns the words of a status in HTTP.</summary>
    public static string ReasonOf(int status) => ReasonPhrases.GetReasonPhrase(status);

    /// <summary>Returns the name of a status, for the document's shared responses.</summary>
    public static string NameOf(int status) => ((HttpStatusCode)status).ToString();

    public static ProducesResponseTypeMetadata Metadata(int status) => new(status, typeof(Problem), [ContentType]);
}
