using EmuEdit.TestKit;
using EmuEdit.Training.Runs;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.Tests.Runs;

public sealed class TorchThreadsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_Twice_UsesEachThreadOnceAndTheSameOnes(int count)
    {
        using var threads = new TorchThreads(count);
        var (first, second) = (new int[count], new int[count]);
        threads.Run(i => first[i] = Environment.CurrentManagedThreadId);
        threads.Run(i => second[i] = Environment.CurrentManagedThreadId);
        Assert.Equal(count, first.Distinct().Count());
        Assert.Equal(first, second);
    }

    [Fact]
    public void Run_OfWorkThatFails_ThrowsAndGoesOn()
    {
        using var threads = new TorchThreads(2);
        var thrown = Assert.Throws<AggregateException>(() => threads.Run(i => throw new InvalidOperationException($"part {i}")));
        Assert.Equal(["part 0", "part 1"], thrown.InnerExceptions.Select(e => e.Message).Order());
        var done = 0;
        threads.Run(_ => Interlocked.Increment(ref done));
        Assert.Equal(2, done);
    }

    [Fact]
    public void Editor_InTwoParts_LowersItsLoss()
    {
        Toy.Train(Toy.Editor(_folder.Path, 24) with { BatchSize = 8, Threads = 2 });
        var losses = new MetricsFile(_folder.Path).Read().Where(l => l.HeldOut is null).Select(l => l.Loss).ToArray();
        Assert.True(losses.TakeLast(8).Average() < 0.9 * losses.Take(8).Average());
    }
}
