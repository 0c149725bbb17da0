using EmuEdit.Dataset;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed class WorldShardsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shards_OfTheWorld_AreReadBackAndSayWhatTheyAre()
    {
        var result = await Shards("a", count: 5);
        Assert.Equal((0, $"wrote 5 edits in 3 shards to {_folder["a"]}"), (result.Code, result.Output.Trim()));
        Assert.Equal(["world-000000.tar", "world-000001.tar", "world-000002.tar", "world.json"], Directory.GetFiles(_folder["a"]).Select(f => Path.GetFileName(f)!).Order());
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
    public async Task Shards_CtrlC_LeavesWholeShardsAlone()
    {
        using var process = CliProcess.Start("world", "shards", "--count", "1000000", "--samples-per-shard", "50", "--size", "32", "-o", _folder["a"]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!Directory.Exists(_folder["a"]) || Directory.GetFiles(_folder["a"], "*.tar").Length < 3)
            await Task.Delay(100, limit.Token);
        CliProcess.Signal(process, "INT");
        var result = await CliProcess.FinishAsync(process);
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
        var result = await CliProcess.RunAsync("world", "shards", "-o", _folder["x"], option, value);
        Assert.Equal((2, false), (result.Code, Directory.Exists(_folder["x"])));
        Assert.StartsWith($"{option} {value}; allowed: ", result.Error);
    }

    private Task<CliResult> Shards(string folder, int count) =>
        CliProcess.RunAsync("world", "shards", "--seed", "5", "--size", "32", "--count", $"{count}", "--samples-per-shard", "2", "-o", _folder[folder]);
}
