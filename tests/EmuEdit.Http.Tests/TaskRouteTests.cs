using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Learning.Tests;

namespace EmuEdit.Http.Tests;

public class TaskRouteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Task_Posted_IsLearnedAndUsedByNameAndByPhraseInASession()
    {
        await using var host = await HttpHost.Start(learning: true);
        using var accepted = await host.Client.PostAsync("/api/tasks", Form("brighten", 2, ("phrase", "make the left bright")), Stop);
        Assert.Equal((HttpStatusCode.Accepted, "/api/tasks/brighten"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        Assert.NotNull(accepted.Headers.RetryAfter?.Delta);
        var task = await End(host, "brighten");
        Assert.Equal(("learned", 2), (Text(task["status"]), (int)task["learned"]!["examples"]!));
        using var samples = await host.Client.GetAsync("/api/tasks/brighten/samples", Stop);
        Assert.Equal("image/png", samples.Content.Headers.ContentType?.MediaType);

        var session = await host.Create();
        using var named = await host.Post(session, new { instruction = "anything", task = "brighten" });
        Assert.Equal("completed", Text((await host.End(named.Headers.Location!.ToString()))["status"]));
        var turn = await host.Make(session, "make the left bright");
        Assert.Equal(("completed", "brighten"), (Text(turn["status"]), Text(turn["task"])));
    }

    [Fact]
    public async Task Task_RenameExportDeleteImport_DoWhatTheySay()
    {
        await using var host = await HttpHost.Start(learning: true);
        (await host.Client.PostAsync("/api/tasks", Form("brighten", 1), Stop)).Dispose();
        await End(host, "brighten");
        using var renamed = await host.Send(HttpMethod.Post, "/api/tasks/brighten/rename", JsonContent.Create(new { name = "lighten" }));
        Assert.Equal("/api/tasks/lighten", renamed.Headers.Location?.ToString());
        var file = await host.Client.GetByteArrayAsync("/api/tasks/lighten/file", Stop);
        using var deleted = await host.Client.DeleteAsync("/api/tasks/lighten", Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await Status(host, HttpMethod.Get, "/api/tasks/lighten"));
        using var imported = await host.Send(HttpMethod.Post, "/api/tasks/import?name=again", Safetensors(file));
        Assert.Equal((HttpStatusCode.Created, "/api/tasks/again"), (imported.StatusCode, imported.Headers.Location?.ToString()));
        var all = (await host.Client.GetFromJsonAsync<JsonArray>("/api/tasks", Stop))!;
        Assert.Equal(
            (17, "trained", "learned"),
            (all.Count, Text(all[0]!["status"]), Text(all.Single(t => Text(t!["name"]) == "again")!["status"]))
        );
    }

    [Fact]
    public async Task Import_Phrases_ChooseTheTaskOnlyWhereTheyWereAskedFor()
    {
        await using var host = await HttpHost.Start(learning: true);
        (await host.Client.PostAsync("/api/tasks", Form("brighten", 2, ("phrase", "make it night")), Stop)).Dispose();
        await End(host, "brighten");
        var file = await host.Client.GetByteArrayAsync("/api/tasks/brighten/file", Stop);
        (await host.Client.DeleteAsync("/api/tasks/brighten", Stop)).Dispose();
        var session = await host.Create();
        using var plain = await host.Send(HttpMethod.Post, "/api/tasks/import", Safetensors(file));
        Assert.Equal(HttpStatusCode.Created, plain.StatusCode);
        Assert.NotEqual("brighten", Text((await host.Make(session, "make it night"))["task"]));
        using var named = await host.Post(session, new { instruction = "make it night", task = "brighten" });
        Assert.Equal("brighten", Text((await host.End(named.Headers.Location!.ToString()))["task"]));
        using var asked = await host.Send(HttpMethod.Post, "/api/tasks/import?replace=true&phrases=true", Safetensors(file));
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        Assert.Equal("brighten", Text((await host.Make(session, "make it night"))["task"]));
    }

    [Fact]
    public async Task List_OverAPage_SaysWhereTheNextIs()
    {
        await using var host = await HttpHost.Start(learning: true);
        var (names, page) = (new List<string>(), "/api/tasks?size=7");
        for (; page.Length > 0;)
        {
            using var answer = await host.Client.GetAsync(page, Stop);
            var part = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!.AsArray();
            Assert.InRange(part.Count, 1, 7);
            names.AddRange(part.Select(t => Text(t!["name"])));
            page = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : "";
        }
        Assert.Equal((16, 16), (names.Count, names.Distinct().Count()));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(host, HttpMethod.Get, "/api/tasks?size=0"));
    }

    [Fact]
    public async Task Trainings_OverAPage_SayWhereTheNextIs()
    {
        await using var host = await HttpHost.Start(learning: true);
        foreach (var id in new[] { "a", "a-b", "c" })
            (
                await host.Send(
                    HttpMethod.Post,
                    "/api/trainings",
                    JsonContent.Create(
                        new
                        {
                            part = "editor",
                            id,
                            options = new { minutes = 1 },
                        }
                    )
                )
            ).Dispose();
        using var first = await host.Client.GetAsync("/api/trainings?size=2", Stop);
        Assert.EndsWith("&size=2>; rel=\"next\"", first.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        var (before, after) = (
            JsonNode.Parse(await first.Content.ReadAsStringAsync(Stop))!.AsArray(),
            await host.Client.GetFromJsonAsync<JsonArray>(first.Headers.GetValues("Link").Single().Split('<', '>')[1], Stop)
        );
        Assert.Equal(["a", "a-b", "c"], before.Concat(after!).Select(t => Text(t!["id"])).Order());
        Assert.Equal((2, 1), (before.Count, after!.Count));
    }

    [Fact]
    public async Task Post_ThatCannotBe_IsAProblemThatSaysWhatIsAllowed()
    {
        await using var host = await HttpHost.Start(learning: true);
        await Refused(Form("Not A Name", 1), HttpStatusCode.BadRequest, "1 to 64 lower-case letters");
        await Refused(Form("color", 1), HttpStatusCode.BadRequest, "taken");
        await Refused(Form("x", 0), HttpStatusCode.BadRequest, "1 to 1000");
        await Refused(Form("x", 3, ("instruction", "a"), ("instruction", "b")), HttpStatusCode.BadRequest, "one for all, or one for each");
        await Refused(Form("x", 1, ("colour", "red")), HttpStatusCode.BadRequest, "unknown field 'colour'");
        await Refused(Form("x", 1, ("minutes", "soon")), HttpStatusCode.BadRequest, "a number");
        await Refused(Form("x", 1, ("minutes", "-1")), HttpStatusCode.BadRequest, "over 0");
        await Refused(Form("x", 1, ("precision", "half")), HttpStatusCode.BadRequest, "auto, float32, bfloat16");
        var odd = Form("x", 1);
        odd.Add(new ByteArrayContent(HttpHost.Source), "input", "one.png");
        await Refused(odd, HttpStatusCode.BadRequest, "the same number of both");
        var broken = Form("x", 0);
        broken.Add(new ByteArrayContent([1, 2, 3]), "input", "one.png");
        broken.Add(new ByteArrayContent([1, 2, 3]), "target", "two.png");
        await Refused(broken, HttpStatusCode.BadRequest, "one.png");
        await Refused(new StringContent("{}"), HttpStatusCode.UnsupportedMediaType, "multipart/form-data");
        Assert.Equal(16, (await host.Client.GetFromJsonAsync<JsonArray>("/api/tasks", Stop))!.Count);

        async Task Refused(HttpContent content, HttpStatusCode status, string says)
        {
            using (content)
            using (var answer = await host.Client.PostAsync("/api/tasks", content, Stop))
            {
                Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
                Assert.Contains(says, Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["detail"]));
            }
        }
    }

    [Fact]
    public async Task Server_ThatLearnsNothing_Answers404()
    {
        await using var host = await HttpHost.Start();
        Assert.Equal(HttpStatusCode.NotFound, await Status(host, HttpMethod.Get, "/api/tasks"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(host, HttpMethod.Get, "/api/trainings"));
    }

    [Fact]
    public async Task Training_Posted_RunsToItsEndAndItsFilesCanBeRead()
    {
        await using var host = await HttpHost.Start(learning: true);
        using var accepted = await host.Send(
            HttpMethod.Post,
            "/api/trainings",
            JsonContent.Create(
                new
                {
                    part = "editor",
                    id = "mine",
                    options = new { minutes = 1 },
                }
            )
        );
        Assert.Equal((HttpStatusCode.Accepted, "/api/trainings/mine"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        var training = await host.Until("/api/trainings/mine", t => Text(t["status"]) != "running");
        Assert.Equal(
            ("completed", 1.0, 1),
            (Text(training["status"]), (double)training["progress"]!["share"]!, (int)training["options"]!["minutes"]!)
        );
        Assert.StartsWith(
            "step",
            await host.Client.GetStringAsync("/api/trainings/mine/files/editor/checkpoint.txt", Stop),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Conflict, await Status(host, HttpMethod.Post, "/api/trainings/mine/pause"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(host, HttpMethod.Get, "/api/trainings/other"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(host, HttpMethod.Get, "/api/trainings/mine/files/none"));
    }

    internal static ByteArrayContent Safetensors(byte[] file) => new(file) { Headers = { ContentType = new("application/octet-stream") } };

    internal static MultipartFormDataContent Form(string name, int pairs, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent(name), "name" } };
        foreach (var (field, value) in fields)
            form.Add(new StringContent(value), field);
        for (var i = 0; i < pairs; i++)
        {
            var pair = LearningHost.Pair("pair", 16);
            form.Add(new ByteArrayContent(HttpHost.Codec.EncodePng(pair.Input)), "input", $"{i}.png");
            form.Add(new ByteArrayContent(HttpHost.Codec.EncodePng(pair.Target)), "target", $"{i}.png");
        }
        return form;
    }

    private static Task<JsonObject> End(HttpHost host, string name) =>
        host.Until("/api/tasks/" + name, task => Text(task["status"]) != "running");

    private static async Task<HttpStatusCode> Status(HttpHost host, HttpMethod method, string path)
    {
        using var answer = await host.Send(method, path);
        return answer.StatusCode;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
