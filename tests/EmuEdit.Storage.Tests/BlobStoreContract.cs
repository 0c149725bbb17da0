using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Storage.Tests;

/// <summary>What every <see cref="IBlobStore"/> does.</summary>
public abstract class BlobStoreContract
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An empty store, the same one throughout a test.</summary>
    protected abstract Task<IBlobStore> Store();

    [Fact]
    public async Task PutAndFind_ETag_IsTheSameAndBare()
    {
        var store = await Store();
        var etag = await store.PutAsync("a", Bytes("1"), cancellationToken: Stop);
        Assert.Equal(etag, (await store.GetAsync("a", Stop)).ETag);
        Assert.Matches("^[0-9A-Za-z-]+$", etag);
    }

    [Fact]
    public async Task Find_AfterPut_GivesTheContentAndThePutsETag()
    {
        var store = await Store();
        var content = Bytes("a\0b\nc");
        var etag = await store.PutAsync("sessions/1.json", content, cancellationToken: Stop);
        var blob = await store.FindAsync("sessions/1.json", Stop);
        Assert.Equal((etag, "a\0b\nc"), (blob!.ETag, Text(blob)));
    }

    [Fact]
    public async Task Find_Missing_IsNull() => Assert.Null(await (await Store()).FindAsync("no/such", Stop));

    [Fact]
    public async Task Get_Missing_NamesTheBlob() =>
        Assert.Contains(
            "no/such",
            (await Assert.ThrowsAsync<MissingBlobException>(async () => await (await Store()).GetAsync("no/such", Stop))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Put_Empty_IsABlob()
    {
        var store = await Store();
        await store.PutAsync("empty", default, cancellationToken: Stop);
        Assert.Equal("", Text(await store.GetAsync("empty", Stop)));
    }

    [Fact]
    public async Task Put_OtherContent_ReplacesItAndChangesTheETag()
    {
        var store = await Store();
        var first = await store.PutAsync("a", Bytes("long before"), cancellationToken: Stop);
        var second = await store.PutAsync("a", Bytes("short"), cancellationToken: Stop);
        Assert.NotEqual(first, second);
        Assert.Equal("short", Text(await store.GetAsync("a", Stop)));
    }

    [Fact]
    public async Task Put_IfMissing_WritesOnce()
    {
        var store = await Store();
        await store.PutAsync("a", Bytes("1"), BlobCondition.IfMissing, Stop);
        await Assert.ThrowsAsync<StaleBlobException>(() => store.PutAsync("a", Bytes("2"), BlobCondition.IfMissing, Stop));
        Assert.Equal("1", Text(await store.GetAsync("a", Stop)));
    }

    [Fact]
    public async Task Put_IfMatch_WritesWhereTheETagIsCurrent()
    {
        var store = await Store();
        var first = await store.PutAsync("a", Bytes("1"), cancellationToken: Stop);
        var second = await store.PutAsync("a", Bytes("2"), BlobCondition.IfMatch(first), Stop);
        await Assert.ThrowsAsync<StaleBlobException>(() => store.PutAsync("a", Bytes("3"), BlobCondition.IfMatch(first), Stop));
        await store.PutAsync("a", Bytes("4"), BlobCondition.IfMatch(second), Stop);
        Assert.Equal("4", Text(await store.GetAsync("a", Stop)));
    }

    [Fact]
    public async Task Put_IfMatchOfADeletedBlob_IsStale()
    {
        var store = await Store();
        var etag = await store.PutAsync("a", Bytes("1"), cancellationToken: Stop);
        await store.DeleteAsync("a", Stop);
        await Assert.ThrowsAsync<StaleBlobException>(() => store.PutAsync("a", Bytes("2"), BlobCondition.IfMatch(etag), Stop));
        Assert.Null(await store.FindAsync("a", Stop));
    }

    [Fact]
    public async Task Put_ManyWritersThatReadAndWriteBack_LoseNoChange()
    {
        var store = await Store();
        await store.PutAsync("count", Bytes("0"), cancellationToken: Stop);
        await Parallel.ForAsync(
            0,
            40,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop },
            async (_, cancellation) => await Increment(store, cancellation)
        );
        Assert.Equal("40", Text(await store.GetAsync("count", Stop)));
    }

    [Fact]
    public async Task Delete_IsIdempotentAndSaysWhetherItWasThere()
    {
        var store = await Store();
        await store.PutAsync("a", Bytes("1"), cancellationToken: Stop);
        Assert.Equal((true, false), (await store.DeleteAsync("a", Stop), await store.DeleteAsync("a", Stop)));
        Assert.Null(await store.FindAsync("a", Stop));
    }

    [Fact]
    public async Task List_Prefix_GivesTheNamesThatBeginWithItInOrdinalOrder()
    {
        var store = await Store();
        foreach (var name in new[] { "b/2.png", "b/10.png", "b/1.png", "b/c/d.json", "b.json", "a/1", "B/1" })
            await store.PutAsync(name, Bytes(name), cancellationToken: Stop);
        Assert.Equal(["b/1.png", "b/10.png", "b/2.png", "b/c/d.json"], await List("b/"));
        Assert.Equal(["b/1.png", "b/10.png"], await List("b/1"));
        Assert.Equal(["B/1", "a/1", "b.json", "b/1.png", "b/10.png", "b/2.png", "b/c/d.json"], await List(""));
        Assert.Empty(await List("none/"));

        async Task<List<string>> List(string prefix) => await store.ListAsync(prefix, Stop).ToListAsync(Stop);
    }

    [Fact]
    public async Task DeleteAll_Prefix_LeavesTheRest()
    {
        var store = await Store();
        foreach (var name in new[] { "a/1", "a/2/3", "ab/1" })
            await store.PutAsync(name, Bytes(name), cancellationToken: Stop);
        await store.DeleteAllAsync("a/", Stop);
        Assert.Equal(["ab/1"], await store.ListAsync("", Stop).ToListAsync(Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".hidden")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("C:x")]
    [InlineData("%2e%2e")]
    public async Task AnyMember_NameThatLeadsAstray_IsRefused(string name)
    {
        var store = await Store();
        await Assert.ThrowsAsync<InvalidInputException>(() => store.FindAsync(name, Stop));
        await Assert.ThrowsAsync<InvalidInputException>(() => store.PutAsync(name, default, cancellationToken: Stop));
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => store.DeleteAsync(name, Stop));
        Assert.Single(refused.Message.Split('\n'));
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(Blob blob) => Encoding.UTF8.GetString(blob.Content.Span);

    private static async Task Increment(IBlobStore store, CancellationToken cancellation)
    {
        for (; ; )
            try
            {
                var blob = await store.GetAsync("count", cancellation);
                await store.PutAsync("count", Bytes($"{int.Parse(Text(blob)) + 1}"), BlobCondition.IfMatch(blob.ETag), cancellation);
                return;
            }
            catch (StaleBlobException)
            {
                // Another writer was faster.
            }
    }
}
