namespace EmuEdit.Core.Tests;

public class CounterRandomTests
{
    [Fact]
    public void NextUInt32_ZeroKeyAndCounter_GivesThePublishedVector()
    {
        // Known answer of Philox 4x32-10 for key 0 and counter 0 (Random123's kat_vectors).
        var random = new CounterRandom(0);
        Assert.Equal([0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u], Enumerable.Range(0, 4).Select(_ => random.NextUInt32()));
    }

    [Fact]
    public void NextUInt32_OtherStreamOrIndex_GivesOtherNumbers()
    {
        var first = new CounterRandom(1, 2, 3).NextUInt32();
        Assert.NotEqual(first, new CounterRandom(1, 2, 4).NextUInt32());
        Assert.NotEqual(first, new CounterRandom(1, 3, 3).NextUInt32());
        Assert.Equal(first, new CounterRandom(1, 2, 3).NextUInt32());
    }

    [Fact]
    public void Next_Count_IsUniform()
    {
        var random = new CounterRandom(42);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void NextGaussian_ManyDraws_HaveMeanZeroAndVarianceOne()
    {
        var values = new CounterRandom(9).Gaussians(100_000);
        Assert.Equal(0, values.Average(), 0.02);
        Assert.Equal(1, values.Average(v => v * v), 0.03);
    }

    [Fact]
    public void Shuffle_Items_KeepsEachOnce()
    {
        var shuffled = new CounterRandom(3).Shuffle(Enumerable.Range(0, 20));
        Assert.NotEqual(Enumerable.Range(0, 20), shuffled);
        Assert.Equal(Enumerable.Range(0, 20), shuffled.Order());
    }
}
