using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Factory;

/// <summary>The output of the first stage: one outcome per sample, in order.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Seconds">
/// The processor time of the stage, in core-seconds. It varies from run to run. Only the ledger
/// depends on it.
/// </param>
internal sealed record InstructionsOutput(IReadOnlyList<InstructionOutcome> Outcomes, double Seconds)
{
    /// <summary>Returns the written instructions, each with the index of its sample in the batch.</summary>
    public IEnumerable<(WrittenInstruction Instruction, long Index)> Written(ShardPlan shard) =>
        Outcomes.Index().Where(o => o.Item is WrittenInstruction).Select(o => ((WrittenInstruction)o.Item, shard.First + o.Index));
}

/// <summary>The output of the second stage: one outcome per written instruction, in order.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Seconds">The processor time of the stage, in core-seconds.</param>
internal sealed record CandidatesOutput(IReadOnlyList<StoredOutcome> Outcomes, double Seconds)
{
    /// <summary>All candidates, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<StoredPair> Pairs => [.. Outcomes.SelectMany(o => o.Pairs)];
}

/// <summary>The output of the third stage: one decision per candidate, in order.</summary>
/// <param name="Decisions">
/// The decisions. The JSON name is the first one, because unfinished batches contain it.
/// </param>
/// <param name="Seconds">The processor time of the stage, in core-seconds.</param>
internal sealed record DecisionsOutput([property: JsonPropertyName("verdicts")] IReadOnlyList<FilterDecision> Decisions, double Seconds);

/// <summary>Reads and writes the outputs of stages as JSON. The JSON names the image files.</summary>
internal static class StageJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new TaskConverter() },
    };

    public static ReadOnlyMemory<byte> Write<T>(T output) => JsonSerializer.SerializeToUtf8Bytes(output, Options);

    public static T Read<T>(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<T>(json.Span, Options)!;

    private sealed class TaskConverter : JsonConverter<EditTask>
    {
        public override EditTask Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            EditTask.Of(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, EditTask value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }
}
