using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests.Fuzz;

/// <summary>Values of the schemas of a document, and some that are none.</summary>
internal sealed class SchemaValues(JsonObject document)
{
    private const float Odd = 0.1f;

    private static readonly string[] s_words =
    [
        "red",
        "make it night",
        "global",
        "add",
        "editor",
        "glow",
        "a1",
        "tiny",
        "captions/a.txt",
        "<b>&amp;</b>",
        "\u202Eabc",
        "💥",
        new('x', 1001),
    ];

    private static readonly string[] s_json =
    [
        "null",
        "true",
        "\"\"",
        "1,5",
        "\"1,5\"",
        "1.5",
        "-1",
        "1e999",
        "1e-999",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"a\\nb\"",
        "[]",
        "{}",
        "[1,[2,[3]]]",
        "NaN",
        "'x'",
        "-0",
        "01",
        "\"../../etc/passwd\"",
        new string('[', 100) + new string(']', 100),
        new string('[', 20000),
        "\"" + new string('y', 70000) + "\"",
        "{\"a\":1,\"a\":2}",
    ];

    /// <summary>What a reference leads to; itself of what is none.</summary>
    public JsonObject Resolve(JsonNode node) =>
        (JsonObject)(
            node["$ref"] is { } reference
                ? reference.GetValue<string>().Split('/')[1..].Aggregate((JsonNode)document, (n, key) => n[key]!)
                : node
        );

    /// <summary>JSON of a schema, or nearly.</summary>
    public string Json(JsonNode node, CounterRandom random)
    {
        var schema = Resolve(node);
        if (random.Chance(Odd))
            return s_json[random.Next(s_json.Length)];
        if (schema["properties"] is JsonObject properties)
            return "{"
                + string.Join(",", Members(schema, properties, random).Select(name => $"\"{name}\":{Json(properties[name]!, random)}"))
                + (random.Chance(0.05f) ? ",\"other\":1}" : "}");
        return Type(schema) switch
        {
            "object" => random.Chance(0.5f) ? "{}" : $"{{\"{(random.Chance(0.8f) ? "add" : "x")}\":{random.Next(3)}}}",
            "array" => "["
                + string.Join(
                    ",",
                    Enumerable.Range(0, random.Next(4)).Select(_ => schema["items"] is { } items ? Json(items, random) : "1")
                )
                + "]",
            "integer" or "number" or "boolean" => Text(schema, random),
            _ => JsonSerializer.Serialize(Text(schema, random)),
        };
    }

    /// <summary>A value as fields of forms and queries have it, or nearly.</summary>
    public string Text(JsonNode node, CounterRandom random)
    {
        var schema = Resolve(node);
        if (random.Chance(Odd))
            return Damage.Tokens[random.Next(Damage.Tokens.Count)];
        if (schema["enum"] is JsonArray values)
            return $"{values[random.Next(values.Count)]}";
        return Type(schema) switch
        {
            "integer" => $"{random.Next(6)}",
            "number" => $"{random.Next(3)}.{random.Next(10)}",
            "boolean" => random.Chance(0.5f) ? "true" : "false",
            _ => s_words[random.Next(s_words.Length)],
        };
    }

    /// <summary>Names of members: nearly always those that must be, some of the others, one twice now and then.</summary>
    public static IEnumerable<string> Members(JsonObject schema, JsonObject properties, CounterRandom random)
    {
        var required = schema["required"]?.AsArray().Select(n => n!.GetValue<string>()).ToHashSet() ?? [];
        foreach (var name in properties.Select(p => p.Key))
            for (var n = random.Chance(required.Contains(name) ? 0.97f : 0.2f) ? random.Chance(0.03f) ? 2 : 1 : 0; n > 0; n--)
                yield return name;
    }

    private static string Type(JsonObject schema) =>
        schema["type"] is JsonArray several ? several[0]!.GetValue<string>() : $"{schema["type"]}";
}
