using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// What a batch, or one shard of it, made and kept, and what that took. The counts are the same whenever a batch is run again; the costs
/// are measured. Ledgers of shards add up to the batch's.
/// </summary>
/// <param name="Counts">What was made and kept.</param>
/// <param name="Costs">What it took.</param>
public sealed record Ledger(LedgerCounts Counts, LedgerCosts Costs)
{
    /// <summary>A ledger in which nothing has happened.</summary>
    /// <param name="stages">The stages in their order, from the first to the last filter; their names differ.</param>
    public static Ledger Empty(IReadOnlyList<string> stages) => new(new(stages, []), new());

    /// <summary>Both together.</summary>
    /// <exception cref="ArgumentException">Their stages differ.</exception>
    public Ledger Plus(Ledger other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Counts.Plus(other.Counts), Costs.Plus(other.Costs));
    }

    /// <summary>Counts and costs as JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DatasetJson.Line);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidInputException">It is something else.</exception>
    public static Ledger Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Ledger>(json, DatasetJson.Line) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"a ledger cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "an object with counts and costs, as a batch writes it");
        }
    }
}
