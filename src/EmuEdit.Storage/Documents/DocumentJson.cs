using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Storage;

/// <summary>The stored form of documents: JSON in UTF-8, camel case, enumerations by name, no nulls.</summary>
public static class DocumentJson
{
    /// <summary>The JSON options.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };

    /// <summary>Returns the stored form of a value.</summary>
    public static byte[] ToBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a stored value.</summary>
    /// <param name="name">The blob's name, for the error.</param>
    /// <param name="blob">The blob.</param>
    /// <exception cref="DamagedBlobException">The blob does not contain such a value.</exception>
    public static T Parse<T>(string name, Blob blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        try
        {
            return JsonSerializer.Deserialize<T>(blob.Content.Span, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new DamagedBlobException(name, e.Message, e);
        }
    }
}
