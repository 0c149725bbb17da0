using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Factory;

/// <summary>What the first stage leaves: an outcome a sample, in order.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Seconds">Core-seconds of the stage; measured, so no other part of a shard's files depends on it.</param>
internal sealed record InstructionsOutput(IReadOnlyList<InstructionOutcome> Outcomes, double Seconds)
{
    /// <summary>Returns the instructions that were written, each with the index of its sample in the batch.</summary>
    public IEnumerable<(WrittenInstruction Instruction, long Index)> Written(ShardPlan shard) =>
        Outcomes.Index().Where(o => o.Item is WrittenInstruction).Select(o => ((WrittenInstruction)o.Item, shard.First + o.Index));
}

/// <summary>What the second stage leaves: an outcome a written instruction, in order.</summary>
/// <param name="Outcomes">The outcomes.</param>
/// <param name="Seconds">Core-seconds of the stage.</param>
internal sealed record CandidatesOutput(IReadOnlyList<StoredOutcome> Outcomes, double Seconds)
{
    /// <summary>All candidates, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<StoredPair> Pairs => [.. Outcomes.SelectMany(o => o.Pairs)];
}

/// <summary>What the third stage leaves: one decision per candidate, in order.</summary>
/// <param name="Decisions">The decisions. Files of unfinished batches have them under the name that they had first.</param>
/// <param name="Seconds">Core-seconds of the stage.</param>
internal sealed record DecisionsOutput([property: JsonPropertyName("verdicts")] IReadOnlyList<FilterDecision> Decisions, double Seconds);

/// <summary>The stages' outputs as JSON; their pictures are files that it names.</summary>
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
