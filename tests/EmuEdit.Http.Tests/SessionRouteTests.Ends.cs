using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace EmuEdit.Http.Tests;

public partial class SessionRouteTests
{
    [Fact]
    public async Task Cancel_RunningTurn_EndsItAsCancelled()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        host.Progress.Close();
        using var accepted = await host.Post(session, new { instruction = "red" });
        using var cancelled = await host.Send(HttpMethod.Delete, session + "/turns/1");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("cancelled", (await host.End(session + "/turns/1"))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Events_OfATurn_EndWithItsEnd()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        host.Progress.Close();
        using var accepted = await host.Post(session, new { instruction = "red", steps = 3 });
        await using var stream = await host.Client.GetStreamAsync(session + "/turns/1/events", Stop);
        var events = new List<(string Type, string Status)>();
        await foreach (var e in SseParser.Create(stream).EnumerateAsync(Stop))
        {
            events.Add((e.EventType, JsonNode.Parse(e.Data)!["status"]!.GetValue<string>()));
            host.Progress.Open();
        }
        Assert.Equal("progress", events[0].Type);
        Assert.Equal(("finished", "completed"), events[^1]);
        Assert.Single(events, e => e.Type == "finished");
    }

    [Fact]
    public async Task Delete_Session_LeavesNothingToUse()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        await host.Make(session);
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(HttpStatusCode.NoContent, (await host.Send(HttpMethod.Delete, session)).StatusCode);
        await AssertProblem(await host.Send(HttpMethod.Get, session), 410);
        await AssertProblem(await host.Post(session, new { instruction = "red" }), 410);
        await AssertProblem(await host.Send(HttpMethod.Get, session + "/turns/1/image"), 410);
    }

    [Fact]
    public async Task Session_Expired_IsGone()
    {
        await using var host = await HttpHost.Start(new() { Lifetime = TimeSpan.FromSeconds(1) });
        var session = await host.Create();
        await Task.Delay(TimeSpan.FromSeconds(1.2), Stop);
        await AssertProblem(await host.Post(session, new { instruction = "red" }), 410);
    }
}
