using System.Text.Json.Serialization;

namespace EmuEdit.Dataset;

/// <summary>What a batch took. Measured, so it differs from run to run.</summary>
public sealed record LedgerCosts
{
    /// <summary>The device whose seconds are core-seconds: time times the cores that were used.</summary>
    public const string Cpu = "cpu";

    /// <summary>Seconds by stage and device; of <see cref="Cpu"/> core-seconds.</summary>
    public NameMap<NameMap<double>> Seconds { get; init; } = [];

    /// <summary>Replies of the language model, recorded ones included.</summary>
    public long Replies { get; init; }

    /// <summary>
    /// Replies that were used although they were not as asked for, by what was passed over or mended: a code fence, text around the answer,
    /// a comma too many.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NameMap<long>? Repaired { get; init; }

    /// <summary>Tokens that the language model read.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens that the language model wrote.</summary>
    public long OutputTokens { get; init; }

    /// <summary>What the tokens cost, in the batch's currency.</summary>
    public decimal Price { get; init; }

    /// <summary>Core-seconds of all stages.</summary>
    [JsonIgnore]
    public double CoreSeconds => On(Cpu);

    /// <summary>The devices, sorted.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Devices => [.. Seconds.Values.SelectMany(s => s.Keys).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Seconds of all stages on a device.</summary>
    public double On(string device) => Seconds.Values.Sum(s => s.GetValueOrDefault(device));

    /// <summary>Both together.</summary>
    public LedgerCosts Plus(LedgerCosts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new()
        {
            Seconds = NameMap.Plus(Seconds, other.Seconds, (a, b) => NameMap.Plus(a, b, (x, y) => x + y)),
            Replies = Replies + other.Replies,
            Repaired = Repaired is null ? other.Repaired : NameMap.Plus(Repaired, other.Repaired ?? [], (a, b) => a + b),
            InputTokens = InputTokens + other.InputTokens,
            OutputTokens = OutputTokens + other.OutputTokens,
            Price = Price + other.Price,
        };
    }
}
