using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;

namespace EmuEdit.Functions.Tests;

public class TrainingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Training_AskedForOverHttp_MakesWeights()
    {
        await using var host = await FunctionsTestHost.Start();
        using var accepted = await host.Client.PostAsJsonAsync(
            "/api/trainings",
            new
            {
                id = "mine",
                part = "task-predictor",
                options = new
                {
                    steps = 2,
                    batch = 4,
                    held_out_count = 4,
                },
            },
            Stop
        );
        Assert.Equal((HttpStatusCode.Accepted, "/api/trainings/mine"), (accepted.StatusCode, accepted.Headers.Location?.ToString()));
        Assert.Equal(
            "completed",
            (await host.Until("/api/trainings/mine", t => (string)t["status"]! != "running"))["status"]!.GetValue<string>()
        );

        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(
            folder["checkpoint.safetensors"],
            await host.Client.GetByteArrayAsync("/api/trainings/mine/files/task-predictor/checkpoint.safetensors", Stop),
            Stop
        );
        Assert.NotEmpty(Safetensors.Read(folder["checkpoint.safetensors"]).Tensors);
        Assert.Single((await host.Client.GetFromJsonAsync<JsonArray>("/api/trainings", Stop))!);
    }

    [Theory]
    [InlineData("""{"data": ["/etc"]}""", "batch:ID")]
    [InlineData("""{"data": ["batch:other"]}""", "a batch of this server")]
    [InlineData("""{"initial": "/etc/passwd"}""", "'bundle'")]
    public async Task Training_OfWhatIsOnTheMachinesDisk_IsRefused(string options, string says)
    {
        await using var host = await FunctionsTestHost.Start();
        using var refused = await host.Client.PostAsJsonAsync(
            "/api/trainings",
            new { part = "editor", options = JsonNode.Parse(options) },
            Stop
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(
            says,
            JsonNode.Parse(await refused.Content.ReadAsStringAsync(Stop))!["detail"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }
}
