using System.Text;
using EmuEdit.TestKit;

namespace EmuEdit.Sessions.Tests;

public class SessionDocumentTests
{
    // The documents in folders of earlier versions.
    private const string Stored =
        "{\"id\":\"s\",\"width\":4,\"height\":3,\"created\":\"2026-01-02T03:04:05+00:00\",\"expires\":\"2026-01-02T03:04:05+00:00\""
        + ",\"flattened\":true,\"current\":0,\"tip\":0,\"turns\":[{\"number\":1,\"parent\":0,\"instruction\":\"red\""
        + ""","options":{"task":"color","seed":7,"steps":2,"textGuidance":1.5,"imageGuidance":2.5,"alpha":0.25"""
        + ",\"reuse\":0.125,\"sampler\":\"ddim\"},\"created\":\"2026-01-02T03:04:05+00:00\",\"status\":\"failed\",\"mask\":\"m\""
        + ",\"task\":{\"task\":\"color\",\"predicted\":true,\"confidence\":0.5},\"started\":\"2026-01-02T03:04:05+00:00\""
        + ",\"finished\":\"2026-01-02T03:04:05+00:00\",\"changedPixels\":3,\"remarks\":[\"one\"],\"error\":{\"type\":\"type\""
        + ""","message":"message"},"idempotencyKey":"k"}],"ended":"2026-01-02T03:04:05+00:00","putOff":true}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_EveryProperty_IsStoredAsEver()
    {
        var (blobs, time) = (new MemoryBlobStore(), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var store = new SessionStore(blobs);
        await store.AddAsync(new("s", 4, 3, time, time) { Flattened = true }, Stop);
        await store.UpdateAsync("s", s => s.Add(new(1, 0, "red", new()
        {
            Task = "color",
            Seed = 7,
            Steps = 2,
            TextGuidance = 1.5f,
            ImageGuidance = 2.5f,
            Alpha = 0.25f,
            Reuse = 0.125,
            Sampler = "ddim",
        }, time)
        {
            Status = TurnStatus.Failed,
            Mask = "m",
            Task = new("color", Predicted: true, Confidence: 0.5f),
            Started = time,
            Finished = time,
            ChangedPixels = 3,
            Remarks = ["one"],
            Error = new("type", "message"),
            IdempotencyKey = "k",
        }), cancellationToken: Stop);
        await store.UpdateAsync("s", s => s with { PutOff = true, Ended = time }, cancellationToken: Stop);
        Assert.Equal(Stored, Encoding.UTF8.GetString((await blobs.FindAsync("sessions/s.json", Stop))!.Content.Span));
    }
}
