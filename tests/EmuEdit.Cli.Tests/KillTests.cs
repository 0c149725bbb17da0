using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>
/// A server that is killed again and again while clients edit. Four kills unless EMUEDIT_KILLS says
/// how many. Clients do what HTTP clients do: they send again, with the same idempotency key, what
/// was not answered.
/// </summary>
public sealed class KillTests(EditFixture fixture, ITestOutputHelper output) : IClassFixture<EditFixture>
{
    private const int Clients = 4, Steps = 300;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("EMUEDIT_KILLS") ?? "4");

    private volatile ServerProcess? _server;
    private volatile bool _done;
    private int _unanswered;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_KilledAtRandom_FinishesEveryAcceptedTurnOnceWithTheSameBytes()
    {
        var data = fixture.NewOutput();
        _server = Start(data);
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(Edit)).ToList();
        await Kill(data);
        var sessions = await Task.WhenAll(clients);

        var expected = await Undisturbed(sessions.Max(s => s.Turns));
        foreach (var (path, turns) in sessions)
        {
            var session = JsonNode.Parse(await Get(path))!;
            Assert.Equal(Enumerable.Repeat("completed", turns), session["turns"]!.AsArray().Select(t => t!["status"]!.GetValue<string>()));
            for (var turn = 1; turn <= turns; turn++)
                Assert.Equal(expected[turn - 1], await Get($"{path}/turns/{turn}/image"));
        }
        output.WriteLine(
            $"{Kills} kills, {_unanswered} requests unanswered, {sessions.Sum(s => s.Turns)} turns accepted, each finished once"
        );
        _server!.Dispose();
    }

    private async Task Kill(string data)
    {
        var random = new CounterRandom(1);
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(random.Next(600), Stop);
            _server!.Kill();
            _server = Start(data);
        }
        _done = true;
    }

    // One client: turns on one session until the killing ends.
    private async Task<(string Path, int Turns)> Edit()
    {
        var path = await Send(() => ServerProcess.Form(File.ReadAllBytes(fixture.Picture)), "/api/sessions", HttpStatusCode.Created);
        for (var turn = 1; ; turn++)
        {
            var number = turn;
            var accepted = await Send(
                () => JsonContent.Create(new { instruction = Instruction(number), steps = Steps }),
                path + "/turns",
                HttpStatusCode.Accepted
            );
            Assert.Equal($"{path}/turns/{turn}", accepted);
            while (JsonNode.Parse(await Get(accepted))!["status"]!.GetValue<string>() is "queued" or "running")
                await Task.Delay(20, Stop);
            if (_done)
                return (path, turn);
        }
    }

    private async Task<List<byte[]>> Undisturbed(int turns)
    {
        using var server = Start(fixture.NewOutput());
        (_server, var killed) = (server, _server);
        var path = await Send(() => ServerProcess.Form(File.ReadAllBytes(fixture.Picture)), "/api/sessions", HttpStatusCode.Created);
        var pictures = new List<byte[]>();
        for (var turn = 1; turn <= turns; turn++)
        {
            var number = turn;
            var accepted = await Send(
                () => JsonContent.Create(new { instruction = Instruction(number), steps = Steps }),
                path + "/turns",
                HttpStatusCode.Accepted
            );
            while (JsonNode.Parse(await Get(accepted))!["status"]!.GetValue<string>() is "queued" or "running")
                await Task.Delay(5, Stop);
            pictures.Add(await Get(accepted + "/image"));
        }
        _server = killed;
        return pictures;
    }

    // The toy brightens for each word "red".
    private static string Instruction(int turn) => turn % 3 == 0 ? "red red" : "red";

    private ServerProcess Start(string data) => new("--bundle", fixture.Bundle, "--data-folder", data);

    private async Task<string> Send(Func<HttpContent> content, string path, HttpStatusCode expected)
    {
        var key = Guid.NewGuid().ToString();
        using var answer = await Retry(() => new(HttpMethod.Post, path) { Content = content(), Headers = { { "Idempotency-Key", key } } });
        Assert.Equal(expected, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private async Task<byte[]> Get(string path)
    {
        using var answer = await Retry(() => new(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Stop);
    }

    // Until a server lives long enough to answer, body included.
    private async Task<HttpResponseMessage> Retry(Func<HttpRequestMessage> request)
    {
        while (true)
            try
            {
                using var message = request();
                return await _server!.Client.SendAsync(message, Stop);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref _unanswered);
                await Task.Delay(50, Stop);
            }
    }
}
