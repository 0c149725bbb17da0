using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests;

public partial class SessionRouteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_OverTheLimit_IsRefused()
    {
        await using var host = await HttpHost.Start(new() { MaxSessions = 1 });
        await host.Create();
        using var answer = await host.Client.PostAsync("/api/sessions", ServerProcess.Form(HttpHost.Source), Stop);
        Assert.Equal((HttpStatusCode.TooManyRequests, 1), (answer.StatusCode, host.Sessions));
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Edit_WithoutRoomForItsPixels_IsToldToComeBack()
    {
        var budget = new PixelBudget(100) { Patience = TimeSpan.Zero };
        await using var host = await HttpHost.Start(codec: new() { Budget = budget });
        using var lease = budget.Reserve(10, 10);
        using var answer = await host.Client.PostAsync("/api/edits", ServerProcess.Form(HttpHost.Source, ("instruction", "red")), Stop);
        Assert.Equal((HttpStatusCode.TooManyRequests, 5), (answer.StatusCode, (int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds));
    }

    [Fact]
    public async Task Session_TwoTurnsUndoRedoAndBranch_ShowTheRightPictures()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        var first = await host.Make(session);
        await host.Make(session, "red red");
        var bare = host.Pipeline.Edit(HttpHost.Codec.Decode(HttpHost.Source, ""), "red", new(), cancellationToken: Stop);
        Assert.Equal(bare.Image.Pixels, (await host.Picture(first["image"]!.GetValue<string>())).Pixels);
        Assert.Equal(bare.Changes.ToImage().Pixels, (await host.Picture(first["changes"]!.GetValue<string>())).Pixels);
        Assert.Equal(HttpHost.Codec.Decode(HttpHost.Source, "").Pixels, (await host.Picture(session + "/turns/0/image")).Pixels);
        Assert.Equal(
            ("completed", "color", bare.Changes.Count),
            (first["status"]!.GetValue<string>(), first["task"]!.GetValue<string>(), first["changed_pixels"]!.GetValue<int>())
        );
        Assert.Equal((1, 2, 0), (await Current("/undo"), await Current("/redo"), await Current("/branch", new { turn = 0 })));
        Assert.Equal(0, (await host.Make(session))["parent"]!.GetValue<int>());
        Assert.Equal(3, (await host.Json(session))["turns"]!.AsArray().Count);

        async Task<int> Current(string move, object? body = null)
        {
            using var answer = await host.Send(HttpMethod.Post, session + move, body is null ? null : JsonContent.Create(body));
            return (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["current_turn"]!.GetValue<int>();
        }
    }

    [Fact]
    public async Task Turn_Accepted_SaysWhereItIsAndWhenToAsk()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        host.Progress.Close();
        using var accepted = await host.Post(session, new { instruction = "red", seed = 5, steps = 2 });
        Assert.Equal((HttpStatusCode.Accepted, session + "/turns/1"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        Assert.NotNull(accepted.Headers.RetryAfter?.Delta);
        host.Progress.Live.Report(new(session.Split('/')[^1], 1), new(1, 2, HttpHost.Source));
        var turn = await host.Json(session + "/turns/1");
        Assert.Equal((1, 2), (turn["progress"]!["step"]!.GetValue<int>(), turn["progress"]!["steps"]!.GetValue<int>()));
        Assert.Equal(HttpHost.Source, await host.Client.GetByteArrayAsync(turn["progress"]!["preview"]!.GetValue<string>(), Stop));
        host.Progress.Open();
        Assert.Equal(5, (await host.End(session + "/turns/1"))["seed"]!.GetValue<long>());
        using var preview = await host.Send(HttpMethod.Get, session + "/turns/1/preview");
        Assert.Equal(HttpStatusCode.NoContent, preview.StatusCode);
    }

    [Fact]
    public async Task Turn_SameIdempotencyKey_IsMadeOnce()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await host.Post(session, new { instruction = "red" }, ("Idempotency-Key", "k"));
            Assert.Equal((HttpStatusCode.Accepted, session + "/turns/1"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        }
        await AssertProblem(await host.Post(session, new { instruction = "red red" }, ("Idempotency-Key", "k")), 422);
        await AssertProblem(await host.Post(session, new { instruction = "red", reuse = 0.1 }, ("Idempotency-Key", "k")), 422);
        await AssertProblem(await host.Post(session, new { instruction = "red" }, ("Idempotency-Key", "")), 400);
    }

    [Fact]
    public async Task Turn_WithSamplerAndReuse_IsMadeWithThem()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        using var accepted = await host.Post(session, new { instruction = "red", steps = 8, sampler = "dpm++2m", reuse = 0.5 });
        Assert.Equal("completed", (await host.End(accepted.Headers.Location!.ToString()))["status"]!.GetValue<string>());
        var options = (await host.Document(session)).Turns[0].Options;
        Assert.Equal(("dpm++2m", 0.5), (options.Sampler, options.Reuse));
    }

    [Fact]
    public async Task Create_SameIdempotencyKeyAndPicture_IsOneSession()
    {
        await using var host = await HttpHost.Start();
        var answers = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await host.Send(
                HttpMethod.Post,
                "/api/sessions",
                ServerProcess.Form(HttpHost.Source),
                ("Idempotency-Key", "k")
            );
            answers.Add(answer.Headers.Location?.ToString());
        }
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task IfMatch_ETagThatIsNotCurrent_IsRefusedWithTheCurrentTurn()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        using var read = await host.Send(HttpMethod.Get, session);
        var etag = read.Headers.ETag!.ToString();
        await host.Make(session);
        var problem = await AssertProblem(await host.Post(session, new { instruction = "red" }, ("If-Match", etag)), 412);
        Assert.Equal(1, problem["current_turn"]!.GetValue<int>());
        await AssertProblem(await host.Send(HttpMethod.Delete, session, null, ("If-Match", etag)), 412);
        await AssertProblem(await host.Send(HttpMethod.Delete, session, null, ("If-Match", "no quotes")), 400);
        using var now = await host.Send(HttpMethod.Get, session);
        using var undone = await host.Send(HttpMethod.Post, session + "/undo", null, ("If-Match", now.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
    }

    [Fact]
    public async Task Turn_AnotherUnfinishedOrExpectedTurnStale_IsAConflictWithTheCurrentTurn()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        await host.Make(session);
        Assert.Equal(
            1,
            (await AssertProblem(await host.Post(session, new { instruction = "red", expected_turn = 0 }), 409))[
                "current_turn"
            ]!.GetValue<int>()
        );
        host.Progress.Close();
        using var accepted = await host.Post(session, new { instruction = "red", expected_turn = 1 });
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(1, (await AssertProblem(await host.Post(session, new { instruction = "red" }), 409))["current_turn"]!.GetValue<int>());
        await AssertProblem(await host.Send(HttpMethod.Get, session + "/turns/2/image"), 409);
    }

    [Fact]
    public async Task Image_AskedForWithItsETag_IsNotSentAgain()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        using var first = await host.Send(HttpMethod.Get, session + "/turns/0/image");
        using var second = await host.Send(
            HttpMethod.Get,
            session + "/turns/0/image",
            null,
            ("If-None-Match", first.Headers.ETag!.ToString())
        );
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, second.StatusCode));
    }

    public static TheoryData<string, string, string?, string?, int> Bad => new()
    {
        { "GET", "/api/sessions/none", null, null, 404 },
        { "DELETE", "/api/sessions/none", null, null, 404 },
        { "POST", "/api/sessions/none/undo", null, null, 404 },
        { "POST", "/api/sessions/none/turns", """{"instruction": "red"}""", "application/json", 404 },
        { "GET", "/api/sessions/..%2f..%2fetc", null, null, 400 },
        { "GET", "{session}/turns/7", null, null, 404 },
        { "GET", "{session}/turns/-1/image", null, null, 404 },
        { "GET", "{session}/turns/7/events", null, null, 404 },
        { "GET", "{session}/turns/one", null, null, 404 },
        { "GET", "{session}/turns/99999999999", null, null, 404 },
        { "POST", "{session}/undo", null, null, 409 },
        { "POST", "{session}/redo", null, null, 409 },
        { "POST", "{session}/turns", null, null, 415 },
        { "POST", "{session}/turns", "red", "text/plain", 415 },
        { "POST", "{session}/turns", "", "application/json", 400 },
        { "POST", "{session}/turns", "{", "application/json", 400 },
        { "POST", "{session}/turns", "null", "application/json", 400 },
        { "POST", "{session}/turns", "[]", "application/json", 400 },
        { "POST", "{session}/turns", "{}", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": null}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": 7}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "red", "steps": "many"}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "red", "steps": 0}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "red", "task": "dance"}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "red", "sampler": "magic"}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "red", "reuse": 1.5}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "red", "reuse": "much"}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "red", "colour": "red"}""", "application/json", 400 },
        { "POST", "{session}/turns", """{"instruction": "\ud800"}""", "application/json", 400 },
        { "POST", "{session}/branch", "{}", "application/json", 400 },
        { "POST", "{session}/branch", """{"turn": 9}""", "application/json", 404 },
        { "POST", "/api/sessions", "{}", "application/json", 415 },
        { "POST", "/api/sessions", "nonsense", "multipart/form-data; boundary=x", 400 },
        { "POST", "/api/sessions", "nonsense", "multipart/form-data", 400 },
        { "POST", "/api/sessions", "nonsense", "image/png", 400 },
        { "PUT", "{session}", null, null, 405 },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task AnyRoute_BadRequest_IsAProblemDocument(string method, string path, string? body, string? type, int status)
    {
        await using var host = await HttpHost.Start();
        var content = body is null ? null : new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content?.Headers.TryAddWithoutValidation("Content-Type", type);
        var session = path.StartsWith("{session}", StringComparison.Ordinal) ? await host.Create() : "";
        await AssertProblem(await host.Send(new(method), path.Replace("{session}", session, StringComparison.Ordinal), content), status);
    }

    [Fact]
    public async Task AnyRoute_BodyOverTheLimit_IsTooLarge()
    {
        await using var host = await HttpHost.Start(server: new() { MaxBody = 10_000 });
        var content = new ByteArrayContent(new byte[100_000]) { Headers = { ContentType = new("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, await host.Create() + "/turns")
        {
            Content = content,
            Headers = { ExpectContinue = true },
        };
        await AssertProblem(await host.Client.SendAsync(request, Stop), 413);
    }

    private static async Task<JsonObject> AssertProblem(HttpResponseMessage answer, int status)
    {
        using (answer)
        {
            Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            return (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;
        }
    }
}
