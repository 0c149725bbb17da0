using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>Reads and writes inputs, results, events and statuses as JSON.</summary>
public static class Payload
{
    /// <summary>
    /// The maximum length of a payload, in characters of JSON. Larger values are stored elsewhere and travel as references.
    /// </summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The JSON options of all payloads: camel case, enumerations by name.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes a value as JSON.</summary>
    /// <exception cref="InvalidInputException">The JSON is longer than <see cref="MaxLength"/>.</exception>
    public static string Write<T>(T value)
    {
        var json = JsonSerializer.Serialize(value, Options);
        return json.Length <= MaxLength
            ? json
            : throw new InvalidInputException(
                $"a payload of {json.Length} characters",
                $"at most {MaxLength}",
                "store it and send a reference to it"
            );
    }

    /// <summary>Reads a value from JSON.</summary>
    /// <exception cref="JsonException">The JSON does not describe a value of this type.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
