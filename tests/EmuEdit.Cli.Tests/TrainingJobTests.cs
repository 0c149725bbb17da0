using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed class TrainingJobTests(ServerFixture running) : IClassFixture<ServerFixture>
{
    private const string Checkpoint = "checkpoint.safetensors";

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("EMUEDIT_KILLS") ?? "2");
    private static readonly (string Key, int Value)[] s_options = [("steps", 60), ("batch", 16), ("held_out_count", 16), ("seed", 5)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Training_KilledAndPaused_MakesTheWeightsOfACommandThatWasNot()
    {
        LongChecks.SkipUnlessAsked();
        var (run, data) = (running.Files.NewOutput(), running.Files.NewOutput());
        var arguments = s_options.SelectMany(o => new[] { "--" + o.Key.Replace('_', '-'), $"{o.Value}" });
        Assert.Equal(0, (await InProcess.RunAsync(["train", "task-predictor", "--run", run, .. arguments])).Code);

        var server = Serve(data);
        var options = new JsonObject(s_options.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value)));
        using (
            var accepted = await server.Client.PostAsJsonAsync(
                "/api/trainings",
                new
                {
                    part = "task-predictor",
                    id = "mine",
                    options,
                },
                Stop
            )
        )
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var random = new CounterRandom(6);
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(500 + random.Next(2500), Stop);
            server.Kill();
            server = Serve(data);
        }
        using (server)
        {
            if (await Status(server.Client) == "running")
            {
                using var paused = await server.Client.PostAsync("/api/trainings/mine/pause", null, Stop);
                using var resumed = await server.Client.PostAsync("/api/trainings/mine/resume", null, Stop);
                Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (paused.StatusCode, resumed.StatusCode));
            }
            Assert.Equal(
                "completed",
                (string)(await server.Until("/api/trainings/mine", t => (string)t["status"]! != "running"))["status"]!
            );
            var file = running.Files.Folder[Path.GetRandomFileName()];
            await File.WriteAllBytesAsync(
                file,
                await server.Client.GetByteArrayAsync($"/api/trainings/mine/files/task-predictor/{Checkpoint}", Stop),
                Stop
            );
            var (expected, trained) = (Safetensors.Read(Path.Combine(run, "task-predictor", Checkpoint)), Safetensors.Read(file));
            Assert.Equal(expected.Tensors.Keys.Order(), trained.Tensors.Keys.Order());
            Assert.All(expected.Tensors, t => Assert.Equal(t.Value.Values, trained.Tensors[t.Key].Values));
        }
    }

    [Theory]
    [InlineData("""{"part": "hands"}""", "one of editor, task-predictor")]
    [InlineData("""{"part": "editor", "options": {"stepz": 3}}""", "'stepz' in the options")]
    [InlineData("""{"part": "editor", "options": {"steps": "many"}}""", "a whole number, at least 1")]
    [InlineData("""{"part": "editor", "options": {"run": "elsewhere"}}""", "leave it out")]
    [InlineData("""{"part": "editor", "options": {"data": ["batch:other"]}}""", "makes none")]
    [InlineData("""{"part": "editor", "id": "../x"}""", "lower-case letters")]
    public async Task Post_ThatCannotBe_SaysWhatIsAllowed(string body, string says)
    {
        using var refused = await running.Client.PostAsync(
            "/api/trainings",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            Stop
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(says, await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static async Task<string> Status(HttpClient client) =>
        (string)(await client.GetFromJsonAsync<JsonNode>("/api/trainings/mine", Stop))!["status"]!;

    private ServerProcess Serve(string data) => new("--bundle", running.Files.Bundle, "--data-folder", data, "--learning-slice", "0.1");
}
