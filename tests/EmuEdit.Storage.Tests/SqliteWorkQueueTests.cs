using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Storage.Tests;

public sealed class SqliteWorkQueueTests : WorkQueueContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteWorkQueue> _queues = [];

    protected override Task<IWorkQueue> Queue(string name = "first") => Task.FromResult<IWorkQueue>(Open(name));

    [Fact]
    public async Task Open_Again_HasWhatWasSentAndKnowsHowOftenItWasDelivered()
    {
        var queue = Open("first");
        await queue.SendAsync(new byte[] { 1 }, Stop);
        await queue.RenewAsync((await queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop))!, TimeSpan.Zero, Stop);
        queue.Dispose();
        Assert.Equal(2, (await Open("first").ReceiveAsync(TimeSpan.FromMinutes(1), Stop))!.DequeueCount);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("No_Name")]
    [InlineData("../x")]
    public void Open_ImpossibleName_IsRefused(string name) => Assert.Throws<InvalidInputException>(() => Open(name));

    [Fact]
    public void Open_NoDatabase_SaysSo()
    {
        File.WriteAllText(_folder["queue.db"], new string('x', 5000));
        Assert.Contains("damaged", Assert.Throws<InvalidInputException>(() => Open("first")).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _queues.ForEach(q => q.Dispose());
        _folder.Dispose();
    }

    private SqliteWorkQueue Open(string name)
    {
        var queue = SqliteWorkQueue.Open(_folder["queue.db"], name);
        _queues.Add(queue);
        return queue;
    }
}
