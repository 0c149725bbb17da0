using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>The JSON text of a sample. The members after the object exist only for a pair that was synthesised and filtered.</summary>
internal sealed record SampleText(
    string Instruction, string Task, string InputCaption, string OutputCaption,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Object = null)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public PairOrigin? Origin { get; init; }

    /// <summary>The value that each filter measured. JSON has no infinities, so null stands for a value that is not finite.</summary>
    public NameMap<double?>? Filters { get; init; }

    public string? RejectedBy { get; init; }

    public string? Reason { get; init; }

    public static SampleText Of(EditSample sample) =>
        new(sample.Instruction, sample.Task.Name, sample.InputCaption, sample.OutputCaption, sample.EditedObject);

    public static SampleText Of(JudgedPair pair) =>
        Of(pair.Pair.Sample) with
        {
            Task = pair.Task.Name,
            Origin = pair.Pair.Origin,
            Filters = NameMap.Of(
                pair.Decision.Results.Select(r => KeyValuePair.Create(r.Filter, double.IsFinite(r.Value) ? r.Value : (double?)null))
            ),
            RejectedBy = pair.Decision.Rejection?.Filter,
            Reason = pair.Decision.Rejection?.Reason,
        };

    /// <exception cref="JsonException">The text is not that of a sample.</exception>
    public static SampleText Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<SampleText>(WithoutMark(json), s_json) ?? throw new JsonException("it is null");

    /// <summary>Whether a JSON file is, or was meant to be, the text of a sample: an object with an instruction, or broken JSON.</summary>
    public static bool IsOne(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(json));
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("instruction", out _);
        }
        catch (JsonException)
        {
            return true;
        }
    }

    // Some editors and programs begin UTF-8 with a byte order mark.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_json);

    /// <summary>Returns only the origin, as in the JSON; null when there is none.</summary>
    public string? OriginJson() => Origin is null ? null : JsonSerializer.Serialize(Origin, s_json);

    /// <summary>Returns only the filters, as in the JSON; null when there are none.</summary>
    public string? FiltersJson() => Filters is null ? null : JsonSerializer.Serialize(Filters, s_json);

    public PairRecord ToRecord(string key) => new(key, Origin, Filters ?? [], RejectedBy, Reason);
}
