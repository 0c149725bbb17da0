using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Http;
using EmuEdit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Functions.Tests;

public class ApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Edit_Posted_IsThePipelinesPicture()
    {
        await using var host = await FunctionsTestHost.Start();
        var source = host.Work.Codec.EncodePng(Pictures.Slopes(40, 24));
        using var answer = await host.Client.PostAsync(
            "/api/edits",
            ServerProcess.Form(source, ("instruction", "red"), ("seed", "5")),
            Stop
        );
        Assert.Equal((HttpStatusCode.OK, "image/png"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var bare = host.Work.Pipeline.Edit(Pictures.Slopes(40, 24), "red", new() { Seed = 5 }, cancellationToken: Stop);
        Assert.Equal(bare.Image.Pixels, host.Work.Codec.Decode(await answer.Content.ReadAsByteArrayAsync(Stop), "").Pixels);
    }

    [Fact]
    public async Task Edit_Posted_IsATurnThatLeavesNothingBehind()
    {
        await using var host = await FunctionsTestHost.Start(
            FunctionsTestHost.Settings() with
            {
                Server = new() { EditPatience = TimeSpan.FromMinutes(1) },
            }
        );
        using var answer = await host.Client.PostAsync(
            "/api/edits",
            ServerProcess.Form(host.Work.Codec.EncodePng(Pictures.Slopes(40, 24)), ("instruction", "red"), ("seed", "5")),
            Stop
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var bare = host.Work.Pipeline.Edit(Pictures.Slopes(40, 24), "red", new() { Seed = 5 }, cancellationToken: Stop);
        Assert.Equal(bare.Image.Pixels, host.Work.Codec.Decode(await answer.Content.ReadAsByteArrayAsync(Stop), "").Pixels);
        Assert.Equal(
            ($"{bare.Changes.Count}", "5"),
            (answer.Headers.GetValues("Emu-Changed-Pixels").Single(), answer.Headers.GetValues("Emu-Seed").Single())
        );
        Assert.Empty(await host.Blobs.ListAsync("pictures/", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Edit_ThatTakesLonger_IsAcceptedAndFoundAtItsAddress()
    {
        await using var host = await FunctionsTestHost.Start(
            FunctionsTestHost.Settings() with
            {
                Server = new() { EditPatience = TimeSpan.Zero },
            }
        );
        using var answer = await host.Client.PostAsync(
            "/api/edits",
            ServerProcess.Form(host.Work.Codec.EncodePng(Pictures.Slopes(40, 24)), ("instruction", "red")),
            Stop
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        var turn = await host.Until(answer.Headers.Location!.ToString(), t => Text(t["status"]) is not ("queued" or "running"));
        Assert.Equal("completed", Text(turn["status"]));
    }

    [Fact]
    public async Task Turn_Posted_IsMadeByDurableTasks()
    {
        await using var host = await FunctionsTestHost.Start();
        using var created = await host.Client.PostAsync(
            "/api/sessions",
            ServerProcess.Form(host.Work.Codec.EncodePng(Pictures.Slopes(40, 24))),
            Stop
        );
        var session = created.Headers.Location!.ToString();
        using var accepted = await host.Client.PostAsJsonAsync(session + "/turns", new { instruction = "red", seed = 5 }, Stop);
        Assert.Equal((HttpStatusCode.Accepted, session + "/turns/1"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        Assert.NotNull(accepted.Headers.RetryAfter?.Delta);
        var turn = await host.Until(session + "/turns/1", t => Text(t["status"]) is not ("queued" or "running"));
        Assert.Equal("completed", Text(turn["status"]));
        var bare = host.Work.Pipeline.Edit(
            Pictures.Slopes(40, 24),
            "red",
            new() { Seed = 5, Task = Text(turn["task"]) },
            cancellationToken: Stop
        );
        Assert.Equal(bare.Image.Pixels, host.Work.Codec.Decode(await host.Client.GetByteArrayAsync(Text(turn["image"]), Stop), "").Pixels);
        using var gone = await host.Client.DeleteAsync(session, Stop);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
    }

    [Fact]
    public async Task Batch_Posted_IsMadeByDurableTasks()
    {
        await using var host = await FunctionsTestHost.Start();
        using var accepted = await host.Client.PostAsJsonAsync(
            "/api/batches",
            new
            {
                id = "a",
                count = 10,
                shard_size = 4,
                seed = 3,
                tasks = new { add = 1 },
            },
            Stop
        );
        Assert.Equal((HttpStatusCode.Accepted, "/api/batches/a"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        var batch = await host.Until("/api/batches/a", b => b["finished"] is not null);
        Assert.Equal(("completed", 3), (Text(batch["status"]), batch["progress"]!["shards_written"]!.GetValue<int>()));
        Assert.Equal(5, (await host.Client.GetFromJsonAsync<JsonNode>(Text(batch["ledger"]), Stop))!["ledger"]!["kept"]!.GetValue<int>());
        Assert.All(host.Stages.Ended.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task OpenApi_IsTheDocumentOfServe()
    {
        await using var host = await FunctionsTestHost.Start();
        var work = host.Work;
        var sessions = host.Services.GetRequiredService<EditSessions>();
        await using var serve = EditServer.Build(
            new(work.Bundle, work.Pipeline, work.Codec, host.Blobs, sessions, work.Progress),
            new() { Port = 0 }
        );
        await serve.StartAsync(Stop);
        using var client = new HttpClient { BaseAddress = new(serve.Urls.Single()) };
        Assert.Equal(
            await client.GetStringAsync("/openapi.json", Stop),
            await host.Client.GetStringAsync("/openapi.json", Stop)
        );
        Assert.Equal("ok", await host.Client.GetStringAsync("/healthz", Stop));
    }

    [Theory]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/sessions/0123456789abcdef0123456789abcdef", HttpStatusCode.NotFound)]
    [InlineData("/api/sessions/no-id!", HttpStatusCode.BadRequest)]
    [InlineData("/api/trainings/other", HttpStatusCode.NotFound)]
    public async Task Problem_IsAProblemDocument(string path, HttpStatusCode expected)
    {
        await using var host = await FunctionsTestHost.Start();
        using var answer = await host.Client.GetAsync(path, Stop);
        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Identity_Required_IsAskedForEverywhereButForHealth()
    {
        await using var host = await FunctionsTestHost.Start(FunctionsTestHost.Settings(identity: true));
        using var refused = await host.Client.GetAsync("/api/models", Stop);
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "application/problem+json"),
            (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType)
        );
        Assert.Equal("ok", await host.Client.GetStringAsync("/healthz", Stop));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/models") { Headers = { { RequiredIdentity.Header, "somebody" } } };
        using var answered = await host.Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    // The platform's front end has looked at the host; who sent a page, only the browser knows.
    [Fact]
    public async Task Page_OfAnotherOrigin_IsRefusedWhateverTheHost()
    {
        await using var host = await FunctionsTestHost.Start();
        using var own = new HttpRequestMessage(HttpMethod.Get, "/api/models") { Headers = { { "Host", "name.azurecontainerapps.io" } } };
        using var answered = await host.Client.SendAsync(own, Stop);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/sessions")
        {
            Content = ServerProcess.Form(host.Work.Codec.EncodePng(Pictures.Slopes(40, 24))),
            Headers = { { "Origin", "https://evil.example" } },
        };
        using var refused = await host.Client.SendAsync(foreign, Stop);
        Assert.Equal(
            (HttpStatusCode.Forbidden, "application/problem+json"),
            (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType)
        );
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
