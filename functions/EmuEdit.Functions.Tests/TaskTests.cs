using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;

namespace EmuEdit.Functions.Tests;

public class TaskTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Task_LearnedByOneHost_IsUsedByAnotherThatNeverLearnedIt()
    {
        var blobs = new MemoryBlobStore();
        await using var one = await FunctionsTestHost.Start(blobs: blobs);
        await using var other = await FunctionsTestHost.Start(blobs: blobs);
        Assert.Equal(16, (await Tasks(other)).Count);
        await Learn(one);

        // By its name in an edit and in a session, then by the phrase that it was learned with.
        Assert.Equal(151f, await EditedLeft(other, ("instruction", "anything"), ("task", "brighten")), 1f);
        Assert.Equal("brighten", await TurnTask(other, new { instruction = "anything", task = "brighten" }));
        Assert.Equal("brighten", await TurnTask(other, new { instruction = "make the left bright" }));
        Assert.Equal("learned", Text((await Tasks(other)).Single(t => Text(t!["name"]) == "brighten")!["status"]));
        Assert.False(
            File.ReadAllText(Path.Combine(one.Work.Bundle.Folder, "task_embeddings.safetensors"))
                .Contains("brighten", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Task_RenamedByOneHostAndDeletedByAnother_IsGoneForBoth()
    {
        var blobs = new MemoryBlobStore();
        await using var one = await FunctionsTestHost.Start(blobs: blobs);
        await using var other = await FunctionsTestHost.Start(blobs: blobs);
        await Learn(one);
        using var renamed = await other.Client.PostAsJsonAsync("/api/tasks/brighten/rename", new { name = "lighten" }, Stop);
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        Assert.Equal("learned", Text((await one.Client.GetFromJsonAsync<JsonNode>("/api/tasks/lighten", Stop))!["status"]));
        using var deleted = await one.Client.DeleteAsync("/api/tasks/lighten", Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await other.Client.GetAsync("/api/tasks/lighten", Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(16, (await Tasks(other)).Count);
    }

    private static async Task Learn(FunctionsTestHost host)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("brighten"), "name" },
            { new StringContent("make the left bright"), "phrase" },
        };
        form.Add(new ByteArrayContent(host.Work.Codec.EncodePng(Grey(left: 100))), "input", "0.png");
        form.Add(new ByteArrayContent(host.Work.Codec.EncodePng(Grey(left: 151))), "target", "0.png");
        using var accepted = await host.Client.PostAsync("/api/tasks", form, Stop);
        Assert.Equal((HttpStatusCode.Accepted, "/api/tasks/brighten"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        Assert.Equal("learned", Text((await host.Until("/api/tasks/brighten", t => Text(t["status"]) != "running"))["status"]));
    }

    private static async Task<float> EditedLeft(FunctionsTestHost host, params (string, string)[] fields)
    {
        using var answer = await host.Client.PostAsync(
            "/api/edits",
            ServerProcess.Form(host.Work.Codec.EncodePng(Grey(left: 100)), fields),
            Stop
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return host.Work.Codec.Decode(await answer.Content.ReadAsByteArrayAsync(Stop), "").Pixels[0];
    }

    private static async Task<string> TurnTask(FunctionsTestHost host, object turn)
    {
        using var created = await host.Client.PostAsync(
            "/api/sessions",
            ServerProcess.Form(host.Work.Codec.EncodePng(Grey(left: 100))),
            Stop
        );
        using var accepted = await host.Client.PostAsJsonAsync($"{created.Headers.Location}/turns", turn, Stop);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var made = await host.Until(accepted.Headers.Location!.ToString(), t => Text(t["status"]) is not ("queued" or "running"));
        Assert.Equal("completed", Text(made["status"]));
        return Text(made["task"]);
    }

    private static async Task<JsonArray> Tasks(FunctionsTestHost host) =>
        (await host.Client.GetFromJsonAsync<JsonArray>("/api/tasks", Stop))!;

    private static Image Grey(byte left)
    {
        var image = new Image(16, 16);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = i / 3 % 16 < 8 ? left : (byte)100;
        return image;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
