using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>A batch as it is asked for, by HTTP or by a message: a JSON object in snake case. What is left out is the default of <see cref="BatchPlan"/>; what is not known is refused.</summary>
public sealed record BatchRequest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>The batch's id; null for one that follows from the request.</summary>
    public string? Id { get; init; }

    /// <inheritdoc cref="BatchPlan.Seed"/>
    public Seed Seed { get; init; }

    /// <inheritdoc cref="BatchPlan.Count"/>
    [JsonRequired]
    public long Count { get; init; }

    /// <inheritdoc cref="BatchPlan.Tasks"/>
    public Dictionary<string, double>? Tasks { get; init; }

    /// <inheritdoc cref="BatchPlan.Captions"/>
    public string? Captions { get; init; }

    /// <inheritdoc cref="BatchPlan.Candidates"/>
    public int? Candidates { get; init; }

    /// <inheritdoc cref="BatchPlan.ShardSize"/>
    public int? ShardSize { get; init; }

    /// <inheritdoc cref="BatchPlan.Bundle"/>
    public string? Bundle { get; init; }

    /// <inheritdoc cref="BatchPlan.Options"/>
    public BatchOptions? Options { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static BatchRequest Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<BatchRequest>(json, Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"a batch that cannot be read at {e.Path ?? "$"}, line {e.LineNumber + 1}",
                JsonShape.Allowed(typeof(BatchRequest), e.Path)
            );
        }
    }

    /// <summary>The plan.</summary>
    /// <param name="id">The id where none was given.</param>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public BatchPlan ToPlan(string id)
    {
        var defaults = new BatchPlan(Id ?? id, Seed, Count);
        return (defaults with
        {
            Tasks = Tasks ?? defaults.Tasks,
            Captions = Captions,
            Candidates = Candidates ?? defaults.Candidates,
            ShardSize = ShardSize ?? defaults.ShardSize,
            Bundle = Bundle,
            Options = Options ?? defaults.Options,
        }).Validated();
    }
}
