using System.Text;
using EmuEdit.Orchestration;
using EmuEdit.TestKit;

namespace EmuEdit.Factory.Tests;

public class BatchDocumentTests
{
    // The documents in folders of earlier versions.
    private const string Stored =
        ",\"created\":\"2026-01-02T03:04:05+00:00\",\"state\":\"incomplete\",\"reason\":\"why\""
        + ""","finished":"2026-01-02T03:04:05+00:00","run":2,"position":{"next":5,"again":[],"failed":[1]"""
        + ""","failedInARow":0,"written":0,"tried":0,"candidates":0,"kept":0,"generation":0,"recent":[],"inFlight":0"""
        + ""","waiting":false,"pace":{"at":"2026-01-02T03:04:05+00:00","seconds":1.5,"count":2}},"deleted":true}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_EveryProperty_IsStoredAsEver()
    {
        var (blobs, time) = (new MemoryBlobStore(), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var store = new BatchStore(blobs);
        await store.AddAsync(new(FactoryHost.Plan(), time), Stop);
        await store.UpdateAsync("b", d => d with
        {
            State = DocumentState.Incomplete,
            Reason = "why",
            Finished = time,
            Run = 2,
            Position = new() { Next = 5, Failed = [1], Pace = new(time, 1.5, 2) },
        }, Stop);
        await store.UpdateAsync("b", d => d with { Deleted = true }, Stop);
        var text = Encoding.UTF8.GetString((await blobs.FindAsync("batch-documents/b.json", Stop))!.Content.Span);
        Assert.Equal(Stored, text[text.IndexOf(",\"created\"", StringComparison.Ordinal)..]);
    }
}
