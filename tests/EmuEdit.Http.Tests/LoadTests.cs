using System.Net;

namespace EmuEdit.Http.Tests;

public class LoadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // One edit at a time, sixteen may wait: the rest are told to come back, do, and every accepted turn is made.
    [Fact]
    public async Task Turns_OfAHundredClients_AreAllMadeOnce()
    {
        await using var host = await HttpHost.Start(new() { MaxUnfinished = 16 });
        var sessions = new List<string>();
        for (var i = 0; i < 100; i++)
            sessions.Add(await host.Create());
        // Held until one is refused, so that a fast machine is crowded too.
        host.Progress.Close();
        var refused = 0;
        await Task.WhenAll(sessions.Select(async session =>
        {
            while (await IsRefused(session))
            {
                Interlocked.Increment(ref refused);
                host.Progress.Open();
                await Task.Delay(50, Stop);
            }
            Assert.Equal("completed", (await host.End(session + "/turns/1"))["status"]!.GetValue<string>());
        }));
        Assert.NotEqual(0, refused);
        foreach (var session in sessions)
            Assert.Single((await host.Json(session))["turns"]!.AsArray());

        async Task<bool> IsRefused(string session)
        {
            using var answer = await host.Post(session, new { instruction = "red", steps = 20 });
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests });
            Assert.NotNull(answer.Headers.RetryAfter);
            return answer.StatusCode == HttpStatusCode.TooManyRequests;
        }
    }
}
