using System.Text.Json;

namespace EmuEdit.Core.Tests;

public class NumbersTests
{
    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-0.25", -0.25)]
    [InlineData("+.5", 0.5)]
    [InlineData("3.", 3)]
    [InlineData(" 7 ", 7)]
    [InlineData("1e-4", 1e-4)]
    [InlineData("2E+3", 2000)]
    public void TryParse_OfAFraction_IsRead(string text, double expected)
    {
        Assert.True(Numbers.TryParse<double>(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1,5")]
    [InlineData("0,03")]
    [InlineData("1,000")]
    [InlineData("1 000")]
    [InlineData("1.000.000")]
    [InlineData("1'000")]
    [InlineData("1_000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("1e999")]
    [InlineData("(5)")]
    [InlineData("$5")]
    [InlineData("0x10")]
    [InlineData("٣")]
    [InlineData("1.5f")]
    [InlineData("many")]
    public void TryParse_OfAnythingElse_IsNone(string? text)
    {
        Assert.False(Numbers.TryParse<double>(text, out _));
        Assert.False(Numbers.TryParse<float>(text, out _));
        Assert.False(Numbers.TryParse<int>(text, out _));
        Assert.False(Numbers.TryParse<Seed>(text, out _));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("2147483648")]
    public void TryParse_OfAWholeNumber_TakesNoOther(string text) => Assert.False(Numbers.TryParse<int>(text, out _));

    [Theory]
    [InlineData("0", "0", 0)]
    [InlineData("9223372036854775808", "9223372036854775808", long.MinValue)]
    [InlineData("18446744073709551615", "18446744073709551615", -1)]
    [InlineData("-1", "18446744073709551615", -1)]
    [InlineData("-9223372036854775808", "9223372036854775808", long.MinValue)]
    public void Seed_OfSixtyFourBits_IsReadAndWrittenWithoutASign(string text, string written, long bits)
    {
        Assert.True(Numbers.TryParse<Seed>(text, out var seed));
        Assert.Equal(bits, seed.Bits);
        Assert.Equal(written, seed.ToString());
        Assert.Equal(seed, JsonSerializer.Deserialize<Seed>(text));
        Assert.Equal(written, JsonSerializer.Serialize(seed));
    }

    [Theory]
    [InlineData("18446744073709551616")]
    [InlineData("-9223372036854775809")]
    [InlineData("5.5")]
    [InlineData("1e3")]
    public void Seed_OutOfItsRange_IsNone(string text)
    {
        Assert.False(Numbers.TryParse<Seed>(text, out _));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Seed>(text));
    }

    [Fact]
    public void Seed_OfMoreThanSixtyThreeBits_DrawsByItsBits()
    {
        Assert.Equal(new CounterRandom((Seed)(-1L)).NextUInt32(), new CounterRandom(Seed.Parse("18446744073709551615", null)).NextUInt32());
        Assert.True(Seed.Parse("18446744073709551615", null) > Seed.Parse("1", null));
    }
}
