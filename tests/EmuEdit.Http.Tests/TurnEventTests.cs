using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;

namespace EmuEdit.Http.Tests;

public class TurnEventTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_OfAFinishedTurn_HaveAnIdAndATimeToAskAgain()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        await host.Make(session);
        var last = Assert.Single(await Events(host, session + "/turns/1/events"));
        Assert.Equal(("finished", "completed-0", TimeSpan.FromSeconds(1)), (last.EventType, last.EventId, last.ReconnectionInterval));
        using var again = await host.Send(HttpMethod.Get, session + "/turns/1/events", null, ("Last-Event-ID", "completed-0"));
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        using var other = await host.Send(HttpMethod.Get, session + "/turns/1/events", null, ("Last-Event-ID", "running-3"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Events_AfterOneThatTheClientHas_BeginWithTheNext()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        host.Progress.Close();
        using var accepted = await host.Post(session, new { instruction = "red" });
        var turn = await host.Until(session + "/turns/1", t => t["progress"] is not null);
        var (known, clock) = ($"running-{turn["progress"]!["step"]}", Stopwatch.StartNew());
        var reading = Stream(host, session + "/turns/1/events", ("Last-Event-ID", known)).ToListAsync(Stop);
        host.Progress.Open();
        var events = await reading;
        Assert.Equal("completed-0", events[^1].EventId);
        // After two seconds the event would be sent again as a sign of life.
        if (clock.Elapsed < TimeSpan.FromSeconds(1.5))
            Assert.NotEqual(known, events[0].EventId);
    }

    private static async Task<List<SseItem<string>>> Events(HttpHost host, string path) => await Stream(host, path).ToListAsync(Stop);

    private static async IAsyncEnumerable<SseItem<string>> Stream(HttpHost host, string path, params (string, string)[] headers)
    {
        using var answer = await host.Send(HttpMethod.Get, path, null, headers);
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(Stop)).EnumerateAsync(Stop))
            yield return item;
    }
}
