using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>
/// A request for a batch, sent by HTTP or as a message: a JSON object in snake case. Missing fields
/// have defaults. Unknown fields are errors.
/// </summary>
public sealed record BatchRequest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>The batch's id. Default: an id derived from the request.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// The seed of all randomness. The same seed and fields give the same data set. Default 0.
    /// </summary>
    public Seed Seed { get; init; }

    /// <summary>The number of samples to try. The filters keep some of them.</summary>
    /// <example>1000</example>
    [JsonRequired, Range(1, BatchPlan.MaxCount)]
    public long Count { get; init; }

    /// <summary>
    /// The weights of the tasks. A missing task has weight 0. Default: 1 for each of the sixteen
    /// tasks.
    /// </summary>
    public Dictionary<string, double>? Tasks { get; init; }

    /// <summary>
    /// A blob under `captions/` with one caption per line. Default: scenes of the built-in world.
    /// </summary>
    public string? Captions { get; init; }

    /// <summary>The number of pairs to make per sample. Default 4.</summary>
    [Range(1, BatchPlan.MaxCandidates)]
    public int? Candidates { get; init; }

    /// <summary>The number of samples to try per shard. Default 64.</summary>
    [Range(1, BatchPlan.MaxShardSize)]
    public int? ShardSize { get; init; }

    /// <summary>The bundle that makes the images. Default: the loaded bundle.</summary>
    public string? Bundle { get; init; }

    /// <summary>How the pairs are made.</summary>
    public BatchOptions? Options { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidInputException">The JSON is not a valid request.</exception>
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

    /// <summary>Returns the plan of the requested batch.</summary>
    /// <param name="id">The id to use if the request has none.</param>
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
