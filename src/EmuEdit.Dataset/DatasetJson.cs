using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Dataset;

/// <summary>JSON options for the files beside the shards.</summary>
internal static class DatasetJson
{
    /// <summary>JSON on one line.</summary>
    public static readonly JsonSerializerOptions Line = Options(indented: false);

    /// <summary>Indented JSON, which people can read, too.</summary>
    public static readonly JsonSerializerOptions Page = Options(indented: true);

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = indented,
        NewLine = "\n",
    };
}
