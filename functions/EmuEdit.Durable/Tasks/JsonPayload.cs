using System.Text.Json;
using EmuEdit.Orchestration;

namespace EmuEdit.Durable;

/// <summary>
/// Converts payloads between the port, which writes JSON by <see cref="Payload.Options"/>, and the SDK, which writes values by a converter
/// of its host's choice. All converters write a <see cref="JsonElement"/> unchanged.
/// </summary>
internal static class JsonPayload
{
    public const string Null = "null";

    public static JsonElement Of<T>(T value) => Parse(Payload.Write(value));

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static string Text(JsonElement payload) => payload.ValueKind == JsonValueKind.Undefined ? Null : payload.GetRawText();
}
