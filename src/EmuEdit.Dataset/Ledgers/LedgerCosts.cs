using System.Text.Json.Serialization;

namespace EmuEdit.Dataset;

/// <summary>What a batch cost. These are measurements, so they differ from run to run.</summary>
public sealed record LedgerCosts
{
    /// <summary>The device whose seconds are core-seconds: time multiplied by the number of cores in use.</summary>
    public const string Cpu = "cpu";

    /// <summary>Seconds by stage and device; core-seconds for <see cref="Cpu"/>.</summary>
    public NameMap<NameMap<double>> Seconds { get; init; } = [];

    /// <summary>Number of the language model's replies, including recorded ones.</summary>
    public long Replies { get; init; }

    /// <summary>
    /// Number of replies that were used although they were not in the requested form, by what was ignored or repaired: a code fence, text
    /// around the answer, a superfluous comma.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NameMap<long>? Repaired { get; init; }

    /// <summary>Number of tokens that the language model read.</summary>
    public long InputTokens { get; init; }

    /// <summary>Number of tokens that the language model wrote.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Price of the tokens, in the batch's currency.</summary>
    public decimal Price { get; init; }

    /// <summary>Core-seconds of all stages.</summary>
    [JsonIgnore]
    public double CoreSeconds => On(Cpu);

    /// <summary>The devices, sorted.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Devices => [.. Seconds.Values.SelectMany(s => s.Keys).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Seconds of all stages on a device.</summary>
    public double On(string device) => Seconds.Values.Sum(s => s.GetValueOrDefault(device));

    /// <summary>Returns the sum of two costs.</summary>
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
