using System.Net;
using System.Net.Http.Json;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public sealed class InvertCommandTests(LearningFixture fixture, ITestOutputHelper output) : IClassFixture<LearningFixture>
{
    // With the long one a kill falls into learning.
    private const int Steps = 12, LongSteps = 40;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("EMUEDIT_KILLS") ?? "2");
    private static readonly SkiaCodec s_codec = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invert_Pairs_TeachesATaskThatEditsTakeByNameAndByPhrase()
    {
        var bundle = await QuickBundle.CopyAsync();
        var learned = await Invert(bundle, "--phrase", "wash the colors away");
        Assert.Equal((0, ""), (learned.Code, learned.Error));
        Assert.Contains("held-out pairs", learned.Output);
        Assert.Contains("learned on", (await InProcess.RunAsync("tasks", "list", "--bundle", bundle)).Output);

        var (picture, edit) = (fixture.Folder["scene.png"], fixture.Folder["edit.png"]);
        s_codec.Write(picture, fixture.Pairs[0].Input);
        var byPhrase = await InProcess.RunAsync("edit", picture, "wash the colors away", "-o", edit, "--bundle", bundle);
        Assert.Contains("wash the colors away; task: grey-but (100 %)", byPhrase.Output);
        var (other, task) = (fixture.Folder["other.png"], "grey-but");
        var byName = await InProcess.RunAsync("edit", picture, "anything", "--task", task, "-o", other, "--bundle", bundle);
        Assert.Contains("anything; task: grey-but,", byName.Output);
    }

    [Fact]
    public async Task Tasks_ExportDeleteImportRename_DoWhatTheySay()
    {
        var (bundle, file) = (await QuickBundle.CopyAsync(), fixture.Folder["task.safetensors"]);
        Assert.Equal(0, (await Invert(bundle)).Code);
        var taken = await Invert(bundle);
        Assert.Equal((2, true), (taken.Code, taken.Error.Contains("taken", StringComparison.Ordinal)));
        foreach (
            var arguments in new string[][]
            {
                ["export", "grey-but", "-o", file],
                ["delete", "grey-but"],
                ["import", file, "--name", "again"],
                ["rename", "again", "at-last"],
            }
        )
            Assert.Equal((0, ""), await Tasks(bundle, arguments));
        Assert.Contains("at-last", (await InProcess.RunAsync("tasks", "list", "--bundle", bundle)).Output);
        Assert.Equal((2, "no task 'grey-but'; allowed: one of the learned tasks at-last.\n"), await Tasks(bundle, ["delete", "grey-but"]));
    }

    [Theory]
    [InlineData("color", "taken")]
    [InlineData("Grey But", "lower-case letters")]
    public async Task Invert_ANameThatCannotBe_SaysSoBeforeItLearns(string name, string says)
    {
        var refused = await InProcess.RunAsync("invert", fixture.Shards, "--name", name, "--bundle", await QuickBundle.CopyAsync());
        Assert.Equal(2, refused.Code);
        Assert.Contains(says, refused.Error);
    }

    [Fact]
    public async Task Invert_ThatImprovedNothing_AddsNoTask()
    {
        var bundle = await QuickBundle.CopyAsync();
        var refused = await InProcess.RunAsync(
            ["invert", fixture.Shards, "--name", "grey-but", "--bundle", bundle, "--steps", "2", "--run", fixture.Folder["nothing"]]
        );
        Assert.Equal(2, refused.Code);
        Assert.Contains("nothing was learned for 'grey-but'", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("grey-but", (await InProcess.RunAsync("tasks", "list", "--bundle", bundle)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_KilledWhileItLearns_LearnsTheSameVectorAsACommandThatWasNot()
    {
        LongChecks.SkipUnlessAsked();
        var (undisturbed, bundle, data) = (await QuickBundle.CopyAsync(), await QuickBundle.CopyAsync(), fixture.Folder["data"]);
        Assert.Equal(0, (await Invert(undisturbed, "--steps", $"{LongSteps}")).Code);

        var server = Serve(bundle, data);
        using (var accepted = await server.Client.PostAsync("/api/tasks", Form(), Stop))
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var random = new CounterRandom(5);
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(random.Next(3000), Stop);
            server.Kill();
            server = Serve(bundle, data);
        }
        using (server)
        {
            var task = await server.Until("/api/tasks/grey-but", t => (string)t["status"]! != "running");
            output.WriteLine(task.ToJsonString());
            Assert.Equal("learned", (string)task["status"]!);
            Assert.Equal(Vector(undisturbed), Vector(bundle));
            await UseInASession(server);
        }
    }

    private static async Task UseInASession(ServerProcess server)
    {
        using var form = ServerProcess.Form(s_codec.EncodePng(new Image(40, 30)));
        using var session = await server.Client.PostAsync("/api/sessions", form, Stop);
        using var turn = await server.Client.PostAsJsonAsync(
            session.Headers.Location + "/turns",
            new { instruction = "remove the colors", task = "grey-but" },
            Stop
        );
        Assert.Equal(HttpStatusCode.Accepted, turn.StatusCode);
        var made = await server.Until($"{turn.Headers.Location}", t => (string)t["status"]! is not ("queued" or "running"));
        Assert.Equal("completed", (string)made["status"]!);
    }

    private Task<CliResult> Invert(string bundle, params string[] also) =>
        InProcess.RunAsync([
            "invert",
            fixture.Shards,
            "--name",
            "grey-but",
            "--bundle",
            bundle,
            "--minutes",
            "10",
            // So few steps improve nothing.
            "--force",
            .. also.Contains("--steps") ? also : [.. also, "--steps", $"{Steps}"],
        ]);

    private static async Task<(int, string)> Tasks(string bundle, string[] arguments)
    {
        var result = await InProcess.RunAsync(["tasks", .. arguments, "--bundle", bundle]);
        return (result.Code, result.Error);
    }

    private static ServerProcess Serve(string bundle, string data) =>
        new("--bundle", bundle, "--data-folder", data, "--learning-slice", "1");

    private MultipartFormDataContent Form()
    {
        var form = ServerProcess.Form(null, ("name", "grey-but"), ("steps", $"{LongSteps}"), ("minutes", "10"), ("force", "true"));
        foreach (var (i, pair) in fixture.Pairs.Index())
        {
            form.Add(new StringContent(pair.Instruction), "instruction");
            form.Add(new ByteArrayContent(s_codec.EncodePng(pair.Input)), "input", $"{i}.png");
            form.Add(new ByteArrayContent(s_codec.EncodePng(pair.Target)), "target", $"{i}.png");
        }
        return form;
    }

    private static float[] Vector(string bundle) =>
        Safetensors.Read(Path.Combine(bundle, "task_embeddings.safetensors")).Tensors["grey-but"].Values;
}
