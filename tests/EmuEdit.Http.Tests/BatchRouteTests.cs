using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EmuEdit.Http.Tests;

public class BatchRouteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_Posted_IsMadeAndItsSamplesCanBeSeen()
    {
        await using var host = await HttpHost.Start(factory: true);
        using var accepted = await Post(host, new { id = "a", count = 10, shard_size = 4, seed = 3, tasks = new { add = 1 } });
        Assert.Equal((HttpStatusCode.Accepted, "/api/batches/a"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        Assert.NotNull(accepted.Headers.RetryAfter?.Delta);
        var batch = await End(host, "a");
        Assert.Equal(
            ("completed", 3, 3, 5),
            (
                Text(batch["status"]),
                Number(batch["progress"]!["shards"]),
                Number(batch["progress"]!["shards_written"]),
                Number(batch["progress"]!["kept"])
            )
        );
        Assert.Equal(["add"], batch["plan"]!["tasks"]!.AsObject().Select(t => t.Key));
        Assert.Equal(5, Number((await host.Json(Text(batch["ledger"])))["ledger"]!["kept"]));
        var page = await host.Json(Text(batch["samples"]) + "?size=3");
        var last = await host.Json(Text(page["next"]));
        Assert.Equal((3, 2, null), (page["samples"]!.AsArray().Count, last["samples"]!.AsArray().Count, last["next"]));
        var sample = page["samples"]![1]!;
        Assert.Equal(("3 2 add", "add"), (Text(sample["instruction"]), Text(sample["task"])));
        using var picture = await host.Client.GetAsync(Text(sample["parts"]!["input.png"]), Stop);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));
        Assert.Equal("a", Text((await host.Client.GetFromJsonAsync<JsonArray>("/api/batches", Stop))!.Single()!["id"]));
    }

    [Fact]
    public async Task Files_OfABatch_AreListedInPagesAndCanBeFetched()
    {
        await using var host = await HttpHost.Start(factory: true);
        using var accepted = await Post(host, new { id = "a", count = 10, shard_size = 4 });
        await End(host, "a");
        using var first = await host.Send(HttpMethod.Get, "/api/batches/a/files?size=2");
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        JsonNode[] files =
        [
            .. (await first.Content.ReadFromJsonAsync<JsonArray>(Stop))!.OfType<JsonNode>(),
            .. (await host.Client.GetFromJsonAsync<JsonArray>(next, Stop))!.OfType<JsonNode>(),
        ];
        Assert.Equal(files.Select(f => Text(f["name"])).Distinct().Order(StringComparer.Ordinal), files.Select(f => Text(f["name"])));
        Assert.InRange(files.Length, 3, 100);
        foreach (var file in files)
            Assert.NotEmpty(await host.Client.GetByteArrayAsync(Text(file["address"]), Stop));
    }

    [Theory]
    [InlineData("/api/batches/none/files", HttpStatusCode.NotFound)]
    [InlineData("/api/batches/a/files/none.tar", HttpStatusCode.NotFound)]
    [InlineData("/api/batches/a/files/..%2F..%2Fbatch-documents%2Fa.json", HttpStatusCode.BadRequest)]
    [InlineData("/api/batches/a/files/.partial", HttpStatusCode.BadRequest)]
    public async Task File_ThatIsNone_IsRefused(string path, HttpStatusCode expected)
    {
        await using var host = await HttpHost.Start(factory: true);
        using var accepted = await Post(host, new { id = "a", count = 1 });
        await End(host, "a");
        Assert.Equal(expected, await Problem(host, HttpMethod.Get, path));
    }

    [Fact]
    public async Task Batch_PauseResumeCancelDelete_DoWhatTheySay()
    {
        await using var host = await HttpHost.Start(factory: true);
        host.Stages.Before = (_, shard, cancellation) => shard == 1 ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        (await Post(host, new { id = "a", count = 100, shard_size = 4 })).Dispose();
        await host.Until("/api/batches/a", batch => Number(batch["progress"]!["shards_written"]) > 0);
        Assert.Equal("pausing", Text((await Move("pause"))["status"]));
        Assert.Equal("running", Text((await Move("resume"))["status"]));
        Assert.Contains(Text((await Move("cancel"))["status"]), new[] { "cancelling", "cancelled" });
        Assert.Equal("cancelled", Text((await End(host, "a"))["status"]));
        Assert.Equal(HttpStatusCode.Conflict, await Problem(host, HttpMethod.Post, "/api/batches/a/resume"));
        using var deleted = await host.Client.DeleteAsync("/api/batches/a", Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await Problem(host, HttpMethod.Get, "/api/batches/a"));

        async Task<JsonObject> Move(string verb)
        {
            using var answer = await host.Send(HttpMethod.Post, "/api/batches/a/" + verb);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            return (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;
        }
    }

    [Fact]
    public async Task Batch_PostedTwice_IsTheSameAndWithOtherParametersAConflict()
    {
        await using var host = await HttpHost.Start(factory: true);
        for (var i = 0; i < 2; i++)
        {
            using var same = await host.Send(
                HttpMethod.Post,
                "/api/batches",
                JsonContent.Create(new { count = 4 }),
                ("Idempotency-Key", "k")
            );
            Assert.Equal(HttpStatusCode.Accepted, same.StatusCode);
        }
        Assert.Single((await host.Client.GetFromJsonAsync<JsonArray>("/api/batches", Stop))!);
        using var other = await host.Send(HttpMethod.Post, "/api/batches", JsonContent.Create(new { count = 5 }), ("Idempotency-Key", "k"));
        Assert.Equal(
            (HttpStatusCode.Conflict, "application/problem+json"),
            (other.StatusCode, other.Content.Headers.ContentType?.MediaType)
        );
    }

    [Theory]
    [InlineData("""{"count":0}""", "1 to 1000000000")]
    [InlineData("""{"count":10000000000}""", "1 to 1000000000")]
    [InlineData("""{"count":5,"id":"a/b"}""", "1 to 64 lower-case letters")]
    [InlineData("""{"count":5,"tasks":{"magic":1}}""", "one of local")]
    [InlineData("""{"count":5,"captions":"captions/none.txt"}""", "the name of a blob")]
    [InlineData("""{"count":5,"unknown":1}""", "an object of id, seed, count")]
    [InlineData("""{"seed":5}""", "an object of id, seed, count")]
    public async Task Post_ThatCannotBe_IsABadInput(string body, string allowed)
    {
        await using var host = await HttpHost.Start(factory: true);
        using var answer = await host.Send(
            HttpMethod.Post,
            "/api/batches",
            new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"))
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(allowed, Text((await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["allowed"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/batches/none", HttpStatusCode.NotFound)]
    [InlineData("/api/batches/none/ledger", HttpStatusCode.NotFound)]
    [InlineData("/api/batches/none/samples", HttpStatusCode.NotFound)]
    [InlineData("/api/batches/none/samples/0/0/input.png", HttpStatusCode.NotFound)]
    [InlineData("/api/batches/none/samples/x/0/input.png", HttpStatusCode.BadRequest)]
    [InlineData("/api/batches/NO%20ID", HttpStatusCode.BadRequest)]
    public async Task Get_WhatIsNotThere_IsAProblem(string path, HttpStatusCode status)
    {
        await using var host = await HttpHost.Start(factory: true);
        Assert.Equal(status, await Problem(host, HttpMethod.Get, path));
    }

    [Fact]
    public async Task AnyRoute_ServerThatMakesNoDataSets_IsNotFound()
    {
        await using var host = await HttpHost.Start();
        Assert.Equal(HttpStatusCode.NotFound, await Problem(host, HttpMethod.Get, "/api/batches"));
        using var answer = await Post(host, new { count = 1 });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> Post(HttpHost host, object body) =>
        host.Send(HttpMethod.Post, "/api/batches", JsonContent.Create(body));

    private static Task<JsonObject> End(HttpHost host, string id) =>
        host.Until("/api/batches/" + id, batch => batch["finished"] is not null);

    private static async Task<HttpStatusCode> Problem(HttpHost host, HttpMethod method, string path)
    {
        using var answer = await host.Send(method, path);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return answer.StatusCode;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static long Number(JsonNode? node) => node!.GetValue<long>();
}
