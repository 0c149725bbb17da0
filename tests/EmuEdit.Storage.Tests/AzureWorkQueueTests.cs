using Azure.Storage.Queues;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Storage.Tests;

/// <summary>Against the emulator of Azure Storage; each test in queues of its own.</summary>
public sealed class AzureWorkQueueTests(AzuriteQueues azurite) : WorkQueueContract, IClassFixture<AzuriteQueues>
{
    private readonly string _test = Guid.NewGuid().ToString("N");

    protected override async Task<IWorkQueue> Queue(string name = "first")
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        return await AzureWorkQueue.OpenAsync(azurite.ConnectionString, $"{name}-{_test}", Stop);
    }

    [Theory]
    [InlineData("plain <text> & not base64")]
    [InlineData("")]
    public async Task Receive_TextOfAnotherSender_IsThatText(string text)
    {
        var queue = await Queue();
        await new QueueClient(azurite.ConnectionString, queue.Name).SendMessageAsync(text, Stop);
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString((await queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop))!.Body.Span));
    }

    [Fact]
    public async Task Queue_DeletedWhileItIsOpen_IsMadeAgain()
    {
        var queue = await Queue();
        var account = new QueueClient(azurite.ConnectionString, queue.Name);
        await queue.SendAsync("lost"u8.ToArray(), Stop);
        var lost = (await queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop))!;
        await account.DeleteAsync(Stop);
        Assert.Null(await queue.RenewAsync(lost, TimeSpan.FromMinutes(1), Stop));
        Assert.False(await queue.DeleteAsync(lost, Stop));
        Assert.Null(await queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop));
        await account.DeleteAsync(Stop);
        await queue.SendAsync("sent"u8.ToArray(), Stop);
        Assert.Equal("sent"u8.ToArray(), (await queue.ReceiveAsync(TimeSpan.FromMinutes(1), Stop))!.Body.ToArray());
    }

    [Theory]
    [InlineData("http://name.queue.core.windows.net")]
    [InlineData("https://name.queue.core.windows.net?sig=secret")]
    [InlineData("AccountKey-secret")]
    public async Task Open_AccountThatIsNone_SaysWhatIsAllowedAndRepeatsNoSecret(string account)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => AzureWorkQueue.OpenAsync(account, "name", Stop));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ImpossibleName_IsOneLine()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        Assert.Single(
            (
                await Assert.ThrowsAsync<BlobStoreException>(() => AzureWorkQueue.OpenAsync(azurite.ConnectionString, "No_Such_Name", Stop))
            ).Message.Split('\n')
        );
    }
}
