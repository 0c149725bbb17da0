using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// What a batch, or one of its shards, made and kept, and what that cost. The counts are the same whenever a batch is run again; the costs
/// are measured. The ledgers of the shards add up to the batch's.
/// </summary>
/// <param name="Counts">Counts of what was made and kept.</param>
/// <param name="Costs">What it cost.</param>
public sealed record Ledger(LedgerCounts Counts, LedgerCosts Costs)
{
    /// <summary>Creates an empty ledger.</summary>
    /// <param name="stages">The stages in their order, up to the last filter; their names are unique.</param>
    public static Ledger Empty(IReadOnlyList<string> stages) => new(new(stages, []), new());

    /// <summary>Returns the sum of two ledgers.</summary>
    /// <exception cref="ArgumentException">The stages differ.</exception>
    public Ledger Plus(Ledger other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Counts.Plus(other.Counts), Costs.Plus(other.Costs));
    }

    /// <summary>Returns counts and costs as JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DatasetJson.Line);

    /// <summary>Reads the result of <see cref="ToJson"/>.</summary>
    /// <exception cref="InvalidInputException">The text is not a ledger.</exception>
    public static Ledger Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Ledger>(json, DatasetJson.Line) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"a ledger cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "an object with counts and costs, as a batch writes it"
            );
        }
    }
}
