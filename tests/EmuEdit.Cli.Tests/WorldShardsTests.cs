using System.Runtime.InteropServices;
using EmuEdit.Core;
using EmuEdit.Dataset;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public sealed class WorldShardsTests : IDisposable
{
    private static readonly string[] s_unseen = ["super-resolution", "contour", "inpainting", "add-and-detect", "mirror", "grey-but"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shards_OfTheWorld_AreReadBackAndSayWhatTheyAre()
    {
        var result = await Shards("a", count: 5);
        Assert.Equal((0, $"wrote 5 edits in 3 shards to {_folder["a"]}"), (result.Code, result.Output.Trim()));
        Assert.Equal(
            ["world-000000.tar", "world-000001.tar", "world-000002.tar", "world.json"],
            Directory.GetFiles(_folder["a"]).Select(f => Path.GetFileName(f)!).Order()
        );
        Assert.Equal(5, ShardDataset.Open([_folder["a"]], 16).Count);
        Assert.Contains("\"samples_per_shard\": 2", File.ReadAllText(_folder["a/world.json"]));
        Assert.Equal(32, ShardDataset.Open([_folder["a"]]).Sample(4).Input.Width);
    }

    [Fact]
    public async Task Shards_RunAgain_WritesWhatIsMissingAndLeavesTheRest()
    {
        await Shards("a", count: 5);
        var bytes = File.ReadAllBytes(_folder["a/world-000001.tar"]);
        File.Delete(_folder["a/world-000001.tar"]);
        File.WriteAllText(_folder["a/world-000002.tar"], "kept");
        Assert.Equal(0, (await Shards("a", count: 5)).Code);
        Assert.Equal(bytes, File.ReadAllBytes(_folder["a/world-000001.tar"]));
        Assert.Equal("kept", File.ReadAllText(_folder["a/world-000002.tar"]));
    }

    [Fact]
    public async Task Shards_IntoAFolderOfOthers_IsRefused()
    {
        await Shards("a", count: 5);
        var result = await Shards("a", count: 6);
        Assert.Equal(2, result.Code);
        Assert.Contains($"{_folder["a"]} holds other shards", result.Error);
    }

    [Fact]
    public async Task Shards_OfTasks_HoldThemInTurn()
    {
        Assert.Equal(0, (await Shards("a", count: 4, "--task", "mirror", "add")).Code);
        var dataset = ShardDataset.Open([_folder["a"]]);
        Assert.Equal(["mirror", "add", "mirror", "add"], Enumerable.Range(0, 4).Select(i => dataset.Sample(i).Task.Name));
        // Other tasks are other shards; the same ones go on.
        Assert.Contains("holds other shards", (await Shards("a", count: 4)).Error);
        Assert.Equal(0, (await Shards("a", count: 4, "--task", "mirror", "add")).Code);
    }

    [Fact]
    public async Task Shards_Help_ListsTheUnseenTasks()
    {
        var help = (await InProcess.RunAsync("world", "shards", "--help")).Output;
        Assert.All(s_unseen, task => Assert.Contains(task, help));
    }

    [Fact]
    public async Task Shards_CtrlC_LeavesWholeShardsAlone()
    {
        using var process = CliProcess.Start(
            "world",
            "shards",
            "--count",
            "1000000",
            "--samples-per-shard",
            "50",
            "--size",
            "32",
            "-o",
            _folder["a"]
        );
        await process.Until(() => Directory.Exists(_folder["a"]) && Directory.GetFiles(_folder["a"], "*.tar").Length >= 3);
        process.Signal(PosixSignal.SIGINT);
        var result = await process.Finish();
        Assert.Equal((130, "Stopped."), (result.Code, result.Error.Trim()));
        Assert.All(Directory.GetFiles(_folder["a"]), f => Assert.True(f.EndsWith(".tar") || f.EndsWith("world.json"), f));
        Assert.Equal(0, ShardDataset.Open([_folder["a"]]).Count % 50);
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--size", "4")]
    [InlineData("--samples-per-shard", "0")]
    public async Task Shards_BadOption_IsRefused(string option, string value)
    {
        var result = await InProcess.RunAsync("world", "shards", "-o", _folder["x"], option, value);
        Assert.Equal((2, false), (result.Code, Directory.Exists(_folder["x"])));
        Assert.StartsWith($"{option} {value}; allowed: ", result.Error);
    }

    [Fact]
    public async Task Shards_OfAnUnknownTask_SaysWhichThereAre()
    {
        var result = await Shards("x", count: 4, "--task", "dance");
        Assert.Equal((2, false), (result.Code, Directory.Exists(_folder["x"])));
        Assert.All([.. EditTask.All.Select(t => t.Name), .. s_unseen], task => Assert.Contains(task, result.Error));
    }

    private Task<CliResult> Shards(string folder, int count, params string[] more) =>
        InProcess.RunAsync([
            "world",
            "shards",
            "--seed",
            "5",
            "--size",
            "32",
            "--count",
            $"{count}",
            "--samples-per-shard",
            "2",
            "-o",
            _folder[folder],
            .. more,
        ]);
}
