namespace EmuEdit.Dataset.Tests;

public class EpochShuffleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    [InlineData(4097)]
    public void Epoch_OfAnyCount_HasEverySampleOnce(int count)
    {
        var order = new EpochShuffle(3, count);
        foreach (var epoch in new[] { 0L, 1, 1_000_000 })
            Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), Epoch(order, epoch, count).Order());
    }

    [Fact]
    public void Position_DependsOnSeedAndEpoch()
    {
        const int count = 1000;
        var first = Epoch(new(3, count), 0, count);
        Assert.Equal(first, Epoch(new(3, count), 0, count));
        // Two random orders agree at one place on average; more than ten is a chance of 1 in 10^8.
        Assert.All([Epoch(new(3, count), 1, count), Epoch(new(4, count), 0, count), [.. Enumerable.Range(0, count)]],
            other => Assert.InRange(first.Zip(other).Count(p => p.First == p.Second), 0, 10));
    }

    [Fact]
    public void Position_OverManyEpochs_IsUniform()
    {
        const int count = 12, epochs = 12_000;
        var order = new EpochShuffle(5, count);
        var firsts = Enumerable.Range(0, epochs).GroupBy(e => order[(long)e * count]).ToDictionary(g => g.Key, g => g.Count());
        // 1000 each; the standard deviation is 30.
        Assert.Equal(count, firsts.Count);
        Assert.All(firsts.Values, n => Assert.InRange(n, 850, 1150));
    }

    [Fact]
    public void Position_OfAHugeSet_IsWithinIt()
    {
        const long count = (1L << 50) + 1;
        var order = new EpochShuffle(1, count);
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(i => order[i]).Where(s => s is >= 0 and < count).Distinct().Count());
    }

    [Fact]
    public void Count_Zero_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new EpochShuffle(1, 0));

    private static long[] Epoch(EpochShuffle order, long epoch, int count) =>
        [.. Enumerable.Range(0, count).Select(i => order[epoch * count + i])];
}
