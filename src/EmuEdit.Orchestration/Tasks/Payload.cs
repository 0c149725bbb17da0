using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>Inputs, results, events and statuses as they travel: JSON.</summary>
public static class Payload
{
    /// <summary>The longest payload, in characters of JSON. Larger things are stored elsewhere and travel as references.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>How all payloads are written: camel case, enumerations by name.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The value as JSON.</summary>
    /// <exception cref="InvalidInputException">It is longer than <see cref="MaxLength"/>.</exception>
    public static string Write<T>(T value)
    {
        var json = JsonSerializer.Serialize(value, Options);
        return json.Length <= MaxLength
            ? json
            : throw new InvalidInputException($"a payload of {json.Length} characters", $"at most {MaxLength}", "store it and send a reference to it");
    }

    /// <summary>The value that the JSON stands for.</summary>
    /// <exception cref="JsonException">It is no such value.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
