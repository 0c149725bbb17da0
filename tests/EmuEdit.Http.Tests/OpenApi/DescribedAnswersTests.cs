using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EmuEdit.Http.Tests.OpenApi;

/// <summary>Every operation once. <see cref="DescribedAnswers"/> compares the responses of this and of all other tests.</summary>
public class DescribedAnswersTests
{
    // Requests that a finished job refuses, and what a fake does not make.
    private static readonly string[] s_refused =
    [
        "cancelTurn",
        "pauseTask",
        "resumeTask",
        "pauseTraining",
        "resumeTraining",
        "cancelTraining",
        "pauseBatch",
        "resumeBatch",
        "cancelBatch",
        "taskCurve",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryOperation_AnswersAsDescribed()
    {
        await using var host = await HttpHost.Start(factory: true, learning: true);
        foreach (var path in new[] { "/healthz", "/openapi.json", "/api/health", "/api/models" })
            await Get(host, path);
        await Session(host);
        await TaskOf(host);
        await Training(host);
        await Batch(host);
        var paths = (await host.Json("/openapi.json"))["paths"]!.AsObject();
        var all = paths.SelectMany(p => p.Value!.AsObject().Select(o => Text(o.Value!["operationId"])));
        Assert.Equal(all.Except(s_refused).Order(), host.Answers.Seen.Keys.Except(s_refused).Order());
    }

    private static async Task Session(HttpHost host)
    {
        using var edit = await host.Send(
            HttpMethod.Post,
            "/api/edits",
            TestKit.ServerProcess.Form(HttpHost.Source, ("instruction", "red")),
            ("Accept", "application/json")
        );
        Assert.True(edit.IsSuccessStatusCode);
        var session = await host.Create();
        var turn = session + "/turns/" + (await host.Make(session))["turn"];
        foreach (var path in new[] { "/api/sessions", session, session + "/file", turn })
            await Get(host, path);
        foreach (var part in new[] { "/image", "/changes", "/preview" })
            await Get(host, turn + part);
        await Get(host, turn + "/events");
        await Post(host, session + "/undo");
        await Post(host, session + "/redo");
        await Post(host, session + "/branch", new { turn = 0 });
        (await host.Client.DeleteAsync(turn, Stop)).Dispose();
        (await host.Client.DeleteAsync(session, Stop)).Dispose();
    }

    private static async Task TaskOf(HttpHost host)
    {
        (await host.Client.PostAsync("/api/tasks", TaskRouteTests.Form("brighten", 1), Stop)).Dispose();
        await Get(host, "/api/tasks/brighten");
        await host.Until("/api/tasks/brighten", t => Text(t["status"]) != "running");
        foreach (var path in new[] { "/api/tasks", "/api/tasks/brighten/samples", "/api/tasks/brighten/file" })
            await Get(host, path);
        foreach (var path in new[] { "/pause", "/resume" })
            (await host.Send(HttpMethod.Post, "/api/tasks/brighten" + path)).Dispose();
        (await host.Send(HttpMethod.Get, "/api/tasks/brighten/curve")).Dispose();
        var file = await host.Client.GetByteArrayAsync("/api/tasks/brighten/file", Stop);
        (await host.Send(HttpMethod.Post, "/api/tasks/import?name=again", TaskRouteTests.Safetensors(file))).Dispose();
        await Post(host, "/api/tasks/brighten/rename", new { name = "lighten" });
        (await host.Client.DeleteAsync("/api/tasks/lighten", Stop)).Dispose();
    }

    private static async Task Training(HttpHost host)
    {
        await Post(host, "/api/trainings", new { part = "editor", id = "a", options = new { steps = 3 } });
        await host.Until("/api/trainings/a", t => Text(t["status"]) != "running");
        await Get(host, "/api/trainings");
        await Get(host, "/api/trainings/a/files/editor/checkpoint.txt");
        foreach (var path in new[] { "/pause", "/resume", "/cancel" })
            (await host.Send(HttpMethod.Post, "/api/trainings/a" + path)).Dispose();
        (await host.Client.DeleteAsync("/api/trainings/a", Stop)).Dispose();
    }

    private static async Task Batch(HttpHost host)
    {
        await Post(host, "/api/batches", new { id = "a", count = 4, shard_size = 4 });
        await host.Until("/api/batches/a", b => b["finished"] is not null);
        await Get(host, "/api/batches");
        foreach (var path in new[] { "/ledger", "/files", "/files/manifest.json" })
            await Get(host, "/api/batches/a" + path);
        var samples = await host.Json("/api/batches/a/samples");
        foreach (var (_, part) in samples["samples"]![0]!["parts"]!.AsObject())
            await Get(host, Text(part));
        foreach (var path in new[] { "/pause", "/resume", "/cancel" })
            (await host.Send(HttpMethod.Post, "/api/batches/a" + path)).Dispose();
        (await host.Client.DeleteAsync("/api/batches/a", Stop)).Dispose();
    }

    private static async Task Get(HttpHost host, string path)
    {
        using var answer = await host.Send(HttpMethod.Get, path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
    }

    private static async Task Post(HttpHost host, string path, object? body = null)
    {
        using var answer = await host.Send(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
