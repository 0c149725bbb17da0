using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Dataset;

/// <summary>How the files beside the shards are written as JSON.</summary>
internal static class DatasetJson
{
    /// <summary>On one line.</summary>
    public static readonly JsonSerializerOptions Line = Options(indented: false);

    /// <summary>To be read by people, too.</summary>
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
