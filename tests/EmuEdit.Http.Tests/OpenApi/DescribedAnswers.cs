using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace EmuEdit.Http.Tests.OpenApi;

/// <summary>
/// Compares every response with the document: its status, its media type, its JSON. Fields that the document does not have fail, too.
/// Statuses that any HTTP server may return on any route are not in the document.
/// </summary>
internal sealed class DescribedAnswers(Func<Task<byte[]>> document) : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly HashSet<int> s_anywhere = [404, 405, 406, 408, 413, 415];

    private readonly Lazy<Task<DescribedDocument>> _document = new(async () =>
        new((JsonObject)JsonNode.Parse(await document().ConfigureAwait(false))!)
    );

    /// <summary>The operations that were answered with success.</summary>
    public ConcurrentDictionary<string, int> Seen { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        // An event stream and a redirected page have no end or no description.
        if (
            request.Method == HttpMethod.Head
            || (await _document.Value).Find(request.Method.Method, request.RequestUri!.AbsolutePath) is not { } operation
        )
            return answer;
        var (status, type) = ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
        var where = $"{request.Method} {request.RequestUri} -> {status} {type}";
        if (operation.Response(status) is not { } described)
            return s_anywhere.Contains(status) ? answer : throw new InvalidOperationException($"{where} is not in the document.");
        if (answer.IsSuccessStatusCode)
            Seen[operation.Id] = status;
        if (type is null || answer.Content.Headers.ContentLength == 0)
            return answer;
        if (described["content"]?[type] is not { } media)
            throw new InvalidOperationException($"{where} has a media type that is not in the document.");
        if (!type.EndsWith("json", StringComparison.Ordinal))
            return answer;
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        var json = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (media["schema"] is { } schema && (await _document.Value).Problem(schema, json) is { } problem)
            throw new InvalidOperationException($"{where} is not as the document says: {problem}\n{json}");
        return answer;
    }
}

/// <summary>An OpenAPI document that responses are compared with.</summary>
internal sealed class DescribedDocument
{
    private static readonly EvaluationOptions s_all = new() { OutputFormat = OutputFormat.List };

    private readonly JsonObject _document;
    private readonly List<(Regex Path, string Method, DescribedOperation Operation)> _operations;
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = [];
    private readonly JsonObject _definitions;

    public DescribedDocument(JsonObject document)
    {
        _document = document;
        // Literal segments come before parameters.
        _operations =
        [
            .. document["paths"]!.AsObject()
                .OrderBy(p => p.Key.Count(c => c == '{'))
                .SelectMany(p =>
                    p.Value!.AsObject().Select(o => (Pattern(p.Key), o.Key.ToUpperInvariant(), new DescribedOperation(this, o.Value!)))
                ),
        ];
        _definitions = (JsonObject)Strict(document["components"]!["schemas"]!)!;
    }

    public DescribedOperation? Find(string method, string path) =>
        _operations.FirstOrDefault(o => o.Method == method && o.Path.IsMatch(path)).Operation;

    public JsonNode Resolve(JsonNode node) =>
        node["$ref"] is { } reference
            ? reference.GetValue<string>().Split('/')[1..].Aggregate((JsonNode)_document, (n, key) => n[key]!)
            : node;

    /// <summary>Returns what is wrong with JSON; null if nothing is.</summary>
    public string? Problem(JsonNode schema, string json)
    {
        using var instance = JsonDocument.Parse(json);
        var result = _schemas.GetOrAdd(schema.ToJsonString(), SchemaOf).Evaluate(instance.RootElement, s_all);
        return result.IsValid
            ? null
            : string.Join("; ", (result.Details ?? []).Where(d => d.Errors is not null).SelectMany(d =>
                d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}")
            ));
    }

    private JsonSchema SchemaOf(string schema)
    {
        var root = (JsonObject)Strict(JsonNode.Parse(schema)!)!;
        root["$defs"] = _definitions.DeepClone();
        return JsonSchema.FromText(root.ToJsonString());
    }

    // Responses may not have other fields than those of the document.
    private static JsonNode? Strict(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Strict)]),
        JsonObject value => Closed(new(value.Select(p => KeyValuePair.Create(p.Key, Strict(p.Value))))),
        JsonValue value when value.TryGetValue<string>(out var text) =>
            text.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal),
        _ => node?.DeepClone(),
    };

    private static JsonObject Closed(JsonObject schema)
    {
        if (schema["type"]?.ToString() == "object" && schema["properties"] is JsonObject && schema["additionalProperties"] is null)
            schema["additionalProperties"] = false;
        return schema;
    }

    // The name of a file may contain slashes.
    private static Regex Pattern(string path) =>
        new(
            "^" + Regex.Replace(path, @"\{([a-z]+)\}", m => m.Groups[1].Value == "file" ? ".+" : "[^/]+") + "$",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
}

/// <summary>An operation of the document.</summary>
internal sealed class DescribedOperation(DescribedDocument document, JsonNode operation)
{
    public string Id => operation["operationId"]!.GetValue<string>();

    public JsonNode? Response(int status) =>
        operation["responses"]![status.ToString(null, System.Globalization.CultureInfo.InvariantCulture)] is { } response
            ? document.Resolve(response)
            : null;
}
