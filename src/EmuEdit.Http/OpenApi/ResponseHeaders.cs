using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace EmuEdit.Http;

/// <summary>Headers of responses.</summary>
internal static class ResponseHeaders
{
    private static readonly Dictionary<string, (string Text, JsonSchemaType Type)> s_known = new()
    {
        ["Location"] = ("The address of what was created or accepted.", JsonSchemaType.String),
        ["Retry-After"] = ("Seconds after which to ask again.", JsonSchemaType.Integer),
        ["ETag"] = ("Identifies this state of the resource.", JsonSchemaType.String),
        ["Link"] = ("The address of the next page (`rel=\"next\"`). The last page has none.", JsonSchemaType.String),
        ["Emu-Task"] = ("The task of the edit.", JsonSchemaType.String),
        ["Emu-Task-Confidence"] = ("The predictor's confidence, 0 to 1.", JsonSchemaType.Number),
        ["Emu-Seed"] = ("The seed of the noise.", JsonSchemaType.Integer),
        ["Emu-Changed-Pixels"] = ("The number of changed pixels.", JsonSchemaType.Integer),
    };

    public static IEnumerable<string> Of(int status, bool isProblem, IList<object> metadata) => status switch
    {
        StatusCodes.Status201Created => ["Location", .. Sent(metadata)],
        StatusCodes.Status202Accepted => ["Location", "Retry-After"],
        StatusCodes.Status200OK => Sent(metadata),
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable when isProblem => ["Retry-After"],
        _ => [],
    };

    public static OpenApiHeaderReference Reference(string name, OpenApiDocument document)
    {
        var (text, type) = s_known[name];
        document.AddComponent(name, new OpenApiHeader { Description = text, Schema = new OpenApiSchema { Type = type } });
        return new(name, document);
    }

    private static IEnumerable<string> Sent(IList<object> metadata) => metadata.OfType<SentHeaders>().SelectMany(h => h.Names);
}
