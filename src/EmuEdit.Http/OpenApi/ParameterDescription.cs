using Microsoft.OpenApi;

namespace EmuEdit.Http;

/// <summary>Parameters that several routes share: what they mean, and their ranges.</summary>
internal static class ParameterDescription
{
    private static readonly Dictionary<string, (string Text, Action<OpenApiSchema>? Bounds)> s_known = new()
    {
        ["id"] = ("The id, as the response that created it has it.", null),
        ["turn"] = ("The turn's number. For its image also 0, the source.", s => s.Minimum = "0"),
        ["name"] = ("The task's name.", s => s.Pattern = "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$"),
        ["file"] = ("The file's name, which may contain folders.", null),
        ["shard"] = ("The shard's number, from 0.", s => s.Minimum = "0"),
        ["key"] = ("The sample's key.", null),
        ["part"] = ("The part's name, as the list of samples has it.", null),
        ["page"] = ("Where the page begins, as the address of the next page has it. Default: the first page.", null),
        ["size"] = ("The maximum number of entries.", s => (s.Minimum, s.Maximum) = ("1", $"{ListPage.MostSize}")),
        ["width"] = (
            "The width of a smaller image, in pixels. Default: the image as it is stored.",
            s => (s.Minimum, s.Maximum) = ($"{ImageAnswer.Narrowest}", $"{ImageAnswer.Widest}")
        ),
        ["replace"] = ("Whether a learned task of the same name is replaced. Default false.", null),
        ["phrases"] = ("Whether the file's phrases select the task. Default false: only its name does.", null),
        ["Idempotency-Key"] = (
            "The client's name for this request, for example a random UUID. A repeated request with the same key has no second effect.",
            s => (s.MinLength, s.MaxLength) = (1, 200)
        ),
        ["If-Match"] = ("The session's ETag. The request is refused if the session has changed since.", null),
        ["Last-Event-ID"] = ("The id of the last event that the client has received.", null),
        ["Accept"] = ("The preferred media type of the response.", null),
    };

    /// <summary>Adds what the handler's signature does not say.</summary>
    public static void Complete(OpenApiParameter parameter)
    {
        var (text, bounds) = s_known[parameter.Name!];
        parameter.Description ??= text;
        if (parameter.Schema is OpenApiSchema schema)
        {
            schema.Type &= ~JsonSchemaType.Null;
            bounds?.Invoke(schema);
        }
    }

    public static OpenApiParameter Header(string name)
    {
        var header = new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
        Complete(header);
        return header;
    }

    public static OpenApiParameter Query(string name, IOpenApiSchema value) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = "The form's field of this name, for a request whose body is the image. " + value.Description,
        Schema = value,
    };
}
