using System.Text;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Storage.Tests;

/// <summary>What every <see cref="IWorkQueue"/> does.</summary>
public abstract class WorkQueueContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), Short = TimeSpan.FromSeconds(2);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An empty queue; <paramref name="name"/> tells two of a test from each other.</summary>
    protected abstract Task<IWorkQueue> Queue(string name = "first");

    [Fact]
    public async Task Receive_Empty_IsNull() => Assert.Null(await (await Queue()).ReceiveAsync(Long, Stop));

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 255, 128, 10, 60, 38 })]
    public async Task Receive_AnyBytes_AreThoseThatWereSent(byte[] body)
    {
        var queue = await Queue();
        await queue.SendAsync(body, Stop);
        var message = await queue.ReceiveAsync(Long, Stop);
        Assert.Equal(body, message!.Body.ToArray());
        Assert.Equal(1, message.DequeueCount);
        Assert.InRange(message.Inserted, DateTimeOffset.UtcNow - Long, DateTimeOffset.UtcNow + Long);
    }

    [Fact]
    public async Task Receive_WhileSomebodyHasIt_IsTheNextOne()
    {
        var queue = await Queue();
        await Send(queue, "1", "2");
        Assert.Equal(("1", "2"), (Text(await queue.ReceiveAsync(Long, Stop)), Text(await queue.ReceiveAsync(Long, Stop))));
        Assert.Null(await queue.ReceiveAsync(Long, Stop));
    }

    [Fact]
    public async Task Receive_NotDeletedInTime_DeliversItAgainAndCounts()
    {
        var queue = await Queue();
        await Send(queue, "1");
        var first = await queue.ReceiveAsync(Short, Stop);
        var second = await Next(queue);
        Assert.Equal((first!.Id, first.Inserted, 2), (second.Id, second.Inserted, second.DequeueCount));
        Assert.False(await queue.DeleteAsync(first, Stop));
        Assert.Null(await queue.RenewAsync(first, Long, Stop));
        Assert.True(await queue.DeleteAsync(second, Stop));
        Assert.False(await queue.DeleteAsync(second, Stop));
    }

    [Fact]
    public async Task Renew_Again_KeepsItFromOthers()
    {
        var queue = await Queue();
        await Send(queue, "1");
        var message = await queue.ReceiveAsync(Short, Stop);
        var renewed = await queue.RenewAsync(message!, Long, Stop);
        await Task.Delay(Short * 1.3, Stop);
        Assert.Null(await queue.ReceiveAsync(Long, Stop));
        Assert.False(await queue.DeleteAsync(message!, Stop));
        Assert.True(await queue.DeleteAsync(renewed!, Stop));
    }

    [Fact]
    public async Task Renew_Zero_GivesItBack()
    {
        var queue = await Queue();
        await Send(queue, "1");
        await queue.RenewAsync((await queue.ReceiveAsync(Long, Stop))!, TimeSpan.Zero, Stop);
        Assert.Equal(2, (await Next(queue)).DequeueCount);
    }

    [Fact]
    public async Task Receive_ManyAtOnce_EachGetsAnother()
    {
        var queue = await Queue();
        await Send(queue, [.. Enumerable.Range(0, 24).Select(i => $"{i}")]);
        var received = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(_ => Task.Run(async () => Text(await queue.ReceiveAsync(Long, Stop))))
        );
        Assert.Equal(Enumerable.Range(0, 24).Select(i => $"{i}").Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Send_ToOneQueue_IsNotInAnother()
    {
        var (first, second) = (await Queue(), await Queue("second"));
        await Send(first, "1");
        Assert.Null(await second.ReceiveAsync(Long, Stop));
    }

    [Fact]
    public async Task Send_LongestMessage_IsTakenAndALongerOneRefused()
    {
        var queue = await Queue();
        await queue.SendAsync(new byte[IWorkQueue.MaxLength], Stop);
        Assert.Equal(IWorkQueue.MaxLength, (await queue.ReceiveAsync(Long, Stop))!.Body.Length);
        await Assert.ThrowsAsync<InvalidInputException>(() => queue.SendAsync(new byte[IWorkQueue.MaxLength + 1], Stop));
        Assert.Null(await queue.ReceiveAsync(Long, Stop));
    }

    [Fact]
    public async Task Receive_VisibilityOutOfRange_IsRefused()
    {
        var queue = await Queue();
        await Assert.ThrowsAsync<InvalidInputException>(() => queue.ReceiveAsync(TimeSpan.Zero, Stop));
        await Assert.ThrowsAsync<InvalidInputException>(() => queue.ReceiveAsync(TimeSpan.FromDays(8), Stop));
    }

    private static async Task<QueueMessage> Next(IWorkQueue queue) =>
        (await Patience.Last(() => queue.ReceiveAsync(Long, Stop), message => message is not null, Stop))!;

    private static async Task Send(IWorkQueue queue, params string[] texts)
    {
        foreach (var text in texts)
            await queue.SendAsync(Encoding.UTF8.GetBytes(text), Stop);
    }

    private static string Text(QueueMessage? message) => Encoding.UTF8.GetString(message!.Body.Span);
}
