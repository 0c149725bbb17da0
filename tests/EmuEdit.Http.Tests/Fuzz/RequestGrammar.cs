using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmuEdit.Core;

namespace EmuEdit.Http.Tests.Fuzz;

/// <summary>Requests to every operation of an OpenAPI document, as they should be and as they should not.</summary>
internal sealed partial class RequestGrammar(JsonObject document)
{
    private const int Remembered = 6;

    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"];
    private static readonly string[] s_segments =
    [
        "0",
        "1",
        "2",
        "-1",
        "99999999999",
        "x",
        "global",
        "source",
        "json",
        "input.png",
        "manifest.json",
        "%00",
        "..",
        "%2e%2e%2f%2e%2e",
        "a%0ab",
        "%ff",
        "é",
        "%F0%9F%92%A5",
        "a b",
        new('z', 3000),
    ];

    private static readonly (string Name, string[] Values)[] s_headers =
    [
        ("Accept", ["application/json", "image/png;q=0, */*", ";;q=x", "*/*;q=1,5"]),
        ("If-Match", ["*", "\"1\"", "W/\"2\"", "\"", "x, y", "\"99999999999999999999\""]),
        ("If-None-Match", ["*", "\"1\"", "W/\"x\"", "\""]),
        ("Idempotency-Key", ["a", "b", "", "é", new('k', 300), "\"q\"", "../x"]),
        ("Content-Encoding", ["gzip", "identity", "br, x"]),
        ("Host", ["evil.example", "localhost", "127.0.0.1:1", "[::1]"]),
        ("Origin", ["http://evil.example", "null", "http://localhost"]),
        ("Sec-Fetch-Site", ["cross-site", "same-origin", "x"]),
        ("Range", ["bytes=0-1", "bytes=9-1", "bytes=-99999999999999999999"]),
        ("Last-Event-ID", ["1", "-1", "x"]),
        ("Expect", ["100-continue"]),
        ("Authorization", ["Bearer x", "Basic ="]),
        ("Cookie", ["a=b; ;=;"]),
    ];

    private readonly SchemaValues _values = new(document);
    private readonly Dictionary<string, List<string>> _known = [];
    private readonly List<(string Method, string Path, JsonObject Operation)> _operations =
    [
        .. document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), p.Key, o.Value!.AsObject()))),
    ];

    private List<(string Method, string Path, JsonObject Operation)> Making =>
        [.. _operations.Where(o => o.Method == "POST" && !o.Path.Contains('{', StringComparison.Ordinal))];

    /// <summary>One request.</summary>
    public FuzzRequest Next(CounterRandom random)
    {
        var (method, template, operation) = Operation(random);
        var parameters = (operation["parameters"]?.AsArray() ?? []).Select(p => _values.Resolve(p!)).ToList();
        var headers = s_headers.Where(_ => random.Chance(0.06f)).Select(h => (h.Name, h.Values[random.Next(h.Values.Length)])).ToList();
        var path = Parameter().Replace(template, match => Segment(template, match.Index, random)) + Query(parameters, random);
        var body =
            operation["requestBody"]?["content"] is JsonObject content ? new RequestBodies(_values).Of(content, random)
            : random.Chance(0.05f) ? ("text/plain", [1, 2, 3])
            : default((string Type, byte[] Bytes)?);
        if (body is { } sent && random.Chance(0.98f))
            headers.Add(("Content-Type", sent.Type));
        return new(random.Chance(0.05f) ? s_methods[random.Next(s_methods.Length)] : method, path, headers, body?.Bytes);
    }

    /// <summary>Remembers what has been made, so that requests find it; the oldest is forgotten.</summary>
    /// <param name="location">Its address.</param>
    public void Remember(string location)
    {
        if (location.Split('/') is not [_, "api", var kind, var id, ..])
            return;
        var known = _known.TryGetValue(kind, out var list) ? list : _known[kind] = [];
        known.Remove(id);
        known.Add(id);
        if (known.Count > Remembered)
            known.RemoveAt(0);
    }

    // What makes something comes more often than its share, and what deletes less, so that the others find something.
    private (string Method, string Path, JsonObject Operation) Operation(CounterRandom random)
    {
        var drawn = _operations[random.Next(_operations.Count)];
        return random.Chance(0.2f) ? Making[random.Next(Making.Count)]
            : drawn.Method == "DELETE" && random.Chance(0.7f) ? _operations[0]
            : drawn;
    }

    private string Segment(string template, int at, CounterRandom random) =>
        template[..at].Split('/') is [_, "api", var kind, ""] && random.Chance(0.9f) && _known.TryGetValue(kind, out var known)
            ? known[random.Next(known.Count)]
        : random.Chance(0.5f) ? s_segments[random.Next(3)]
        : Uri.EscapeDataString(s_segments[random.Next(s_segments.Length)]).Replace("%25", "%", StringComparison.Ordinal);

    private string Query(List<JsonObject> parameters, CounterRandom random)
    {
        var pairs = parameters
            .Where(p => p["in"]!.GetValue<string>() == "query" && random.Chance(0.4f))
            .Select(p => $"{p["name"]}={Uri.EscapeDataString(_values.Text(p["schema"]!, random))}")
            .ToList();
        if (random.Chance(0.05f))
            pairs.Add(new[] { "x=1", "page=-1", "size=99999999999", "=", "%00=%ff", "a" }[random.Next(6)]);
        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Parameter();
}
