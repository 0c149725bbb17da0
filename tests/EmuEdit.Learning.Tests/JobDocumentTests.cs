using System.Text;
using EmuEdit.Orchestration;
using EmuEdit.TestKit;

namespace EmuEdit.Learning.Tests;

public class JobDocumentTests
{
    // The documents in folders of earlier versions.
    private const string Stored =
        "{\"id\":\"a\",\"plan\":{\"part\":\"editor\",\"options\":{\"minutes\":1}},\"created\":\"2026-01-02T03:04:05+00:00\""
        + ""","state":"failed","reason":"why","finished":"2026-01-02T03:04:05+00:00","run":2,"progress":{"step":3"""
        + ""","share":0.5,"loss":"NaN","secondsLeft":1.5},"deleted":true}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_EveryProperty_IsStoredAsEver()
    {
        var (blobs, time) = (new MemoryBlobStore(), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var store = new JobStore(blobs, TrainingOrchestrator.Kind);
        await store.AddAsync(new("a", JobStore.ToPlan(new TrainingPlan("editor", TrainingsTests.Plan().Options)), time), Stop);
        await store.UpdateAsync("a", d => d with
        {
            State = DocumentState.Failed,
            Reason = "why",
            Finished = time,
            Run = 2,
            Progress = new(3, 0.5, double.NaN, null, 1.5),
        }, Stop);
        await store.UpdateAsync("a", d => d with { Deleted = true }, Stop);
        Assert.Equal(Stored, Encoding.UTF8.GetString((await blobs.FindAsync("trainings/a.json", Stop))!.Content.Span));
    }
}
