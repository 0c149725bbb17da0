using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmuEdit.Core;

/// <summary>
/// A seed of 64 bits, 0 to 2^64 - 1, the range that other programs use. A negative number, down to
/// -2^63, is the seed with the same bits: -1 is 18446744073709551615. JSON holds it as a number
/// without a sign; reading accepts a sign, too.
/// </summary>
/// <param name="Bits">The bits, as <see cref="CounterRandom"/> takes them.</param>
[JsonConverter(typeof(SeedJson))]
public readonly record struct Seed(long Bits) : ISpanParsable<Seed>, IComparable<Seed>
{
    /// <summary>The range, for messages.</summary>
    public const string Allowed = "a whole number, 0 to 18446744073709551615";

    /// <summary>Makes the seed of the given bits.</summary>
    public static implicit operator Seed(long bits) => new(bits);

    /// <summary>Returns the bits.</summary>
    public static implicit operator long(Seed seed) => seed.Bits;

    /// <summary>Compares without sign.</summary>
    public static bool operator <(Seed left, Seed right) => left.CompareTo(right) < 0;

    /// <summary>Compares without sign.</summary>
    public static bool operator >(Seed left, Seed right) => left.CompareTo(right) > 0;

    /// <summary>Compares without sign.</summary>
    public static bool operator <=(Seed left, Seed right) => left.CompareTo(right) <= 0;

    /// <summary>Compares without sign.</summary>
    public static bool operator >=(Seed left, Seed right) => left.CompareTo(right) >= 0;

    /// <summary>Returns <see cref="Bits"/>.</summary>
    public long ToInt64() => Bits;

    /// <inheritdoc/>
    public int CompareTo(Seed other) => ((ulong)Bits).CompareTo((ulong)other.Bits);

    /// <summary>The number without a sign.</summary>
    public override string ToString() => ((ulong)Bits).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public static Seed Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static Seed Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var seed) ? seed : throw new FormatException($"'{s}' is no seed; allowed: {Allowed}.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Seed result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Seed result)
    {
        var isSeed = ulong.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (!isSeed && long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed))
            (isSeed, number) = (true, (ulong)signed);
        result = new((long)number);
        return isSeed;
    }

    private sealed class SeedJson : JsonConverter<Seed>
    {
        public override Seed Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is not JsonTokenType.Number ? throw new JsonException($"No seed; allowed: {Allowed}.")
            : reader.TryGetUInt64(out var number) ? new((long)number)
            : reader.TryGetInt64(out var signed) ? new(signed)
            : throw new JsonException($"No seed; allowed: {Allowed}.");

        public override void Write(Utf8JsonWriter writer, Seed value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((ulong)value.Bits);
    }
}
