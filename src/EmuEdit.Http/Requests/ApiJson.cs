using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Http;

/// <summary>The JSON of the API: snake case, numbers as numbers, enumerations as words. Unknown fields of a body are refused.</summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.PropertyNameCaseInsensitive = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

    /// <summary>Returns the JSON names of a record's properties.</summary>
    public static string[] NamesOf<T>() => [.. typeof(T).GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name))];
}
