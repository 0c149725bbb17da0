using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public sealed partial class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("editor", "success")]
    [InlineData("task-predictor", "accuracy")]
    [InlineData("clip", "retrieval")]
    public async Task Train_OnShards_TrainsAndScores(string part, string score)
    {
        await Shards();
        var result = await Train(
            part,
            "--steps",
            "1",
            "--batch",
            "2",
            "--size",
            "32",
            "--data",
            _folder["shards"],
            "--held-out-count",
            "4",
            "--warm-up-steps",
            "1"
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith(
            "finished after 1 steps",
            result.Output.Split('\n').First(l => l.StartsWith("finished", StringComparison.Ordinal))
        );
        Assert.Contains(score, result.Output);
    }

    [Fact]
    public async Task Train_TextToImage_TrainsAndScores()
    {
        LongChecks.SkipUnlessAsked();
        var result = await Train("text-to-image", "--steps", "1", "--batch", "2", "--held-out-count", "2");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("error ", result.Output);
    }

    [Theory]
    [InlineData("detector", "presence")]
    [InlineData("segmenter", "iou")]
    [InlineData("depth", "error")]
    public async Task Train_AnAnnotator_TrainsAndScores(string part, string score)
    {
        var result = await Train(part, "--steps", "1", "--batch", "2", "--size", "32", "--held-out-count", "2");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(score + " ", result.Output);
    }

    [Fact]
    public async Task Train_AnAnnotatorOnShards_IsRefused()
    {
        await Shards();
        AssertRefused(
            await Train("depth", "--steps", "1", "--size", "32", "--data", _folder["shards"], "--held-out-count", "4"),
            "--data for a detector, segmenter or depth estimator; allowed: the built-in world"
        );
    }

    [Fact]
    public async Task Train_AnAnnotatorOfABadSize_IsRefused() =>
        AssertRefused(
            await Train("segmenter", "--steps", "1", "--size", "40", "--held-out-count", "2"),
            "ImageSize 40; allowed: a multiple of 16 from 32 to 256."
        );

    [Fact]
    public async Task Train_TextToImageAtAnotherSizeThanTheBundle_IsRefused() =>
        AssertRefused(
            await Train("text-to-image", "--steps", "1", "--size", "32"),
            "a bundle with latents of 48 channels; allowed: 12, for pictures of 32 pixels per side"
        );

    [Fact]
    public async Task Train_OnShardsOfAnotherSize_BringsThemToIt()
    {
        await Shards();
        var result = await Train(
            "editor",
            "--steps",
            "1",
            "--batch",
            "2",
            "--size",
            "64",
            "--data",
            _folder["shards"],
            "--held-out-count",
            "4"
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("text-to-image")]
    public async Task Train_OnPicturesWithoutCaptions_IsRefused(string part) =>
        AssertRefused(
            await Train(part, "--steps", "1", "--size", "64", "--data", Fixture("magicbrush"), "--task", "add", "--held-out-count", "1"),
            "--data without captions; allowed: "
        );

    [Fact]
    public async Task Train_OnDamagedFiles_NamesThem()
    {
        await Shards();
        var shard = Directory.GetFiles(_folder["shards"], "*.tar").Order().First();
        var bytes = await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(shard, bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);
        AssertRefused(
            await Train("editor", "--steps", "1", "--size", "32", "--data", _folder["shards"], "--held-out-count", "1"),
            $"{shard} is cut off or no tar file"
        );
        await File.WriteAllBytesAsync(_folder["a.parquet"], bytes[..1000], TestContext.Current.CancellationToken);
        AssertRefused(
            await Train("editor", "--steps", "1", "--size", "32", "--data", _folder["a.parquet"]),
            $"{_folder["a.parquet"]} is cut off, damaged or not Parquet"
        );
        // Whole, but for a picture: met when it is drawn.
        var at = bytes.AsSpan().LastIndexOf("IHDR"u8);
        bytes[at + 5] ^= 0xFF;
        await File.WriteAllBytesAsync(shard, bytes, TestContext.Current.CancellationToken);
        AssertRefused(
            await Train("editor", "--steps", "4", "--batch", "4", "--size", "32", "--data", shard, "--held-out-count", "1"),
            $"of {shard}"
        );
    }

    public static TheoryData<string[], string> BadOptions => new()
    {
        { ["--data", "nowhere"], "nowhere does not exist; allowed: " },
        { ["--task", "add"], "--task add without --data; allowed: samples without tasks." },
        { ["--data", Fixture("magicbrush"), "--task", "dance"], "unknown task 'dance'; allowed: " },
        { ["--task-weight", "add"], "--task-weight add; allowed: TASK=NUMBER, such as add=3." },
        { ["--task-weight", "dance=2"], "unknown task 'dance'; allowed: " },
        { ["--task-weight", "add=0"], "the weight of task add 0; allowed: over 0 up to 100." },
        { ["--task-weight", "add=NaN"], "--task-weight add=NaN; allowed: TASK=NUMBER, such as add=3" },
        { ["--task-weight", "add=2", "add=3"], "--task-weight with 'add' twice; allowed: each task once." },
        { ["--warm-up-steps", "-1"], "--warm-up-steps -1; allowed: at least 0." },
        { ["--held-out-count", "0"], "--held-out-count 0; allowed: at least 1." },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task Train_BadOption_IsOneLine(string[] options, string message) =>
        AssertRefused(await Train("editor", ["--steps", "1", .. options]), message);

    private static string Fixture(string name) =>
        Path.Combine(Paths.Repository, "tests", "EmuEdit.Dataset.Tests", "Fixtures", name + ".parquet");

    private Task<CliResult> Shards() => InProcess.RunAsync("world", "shards", "--size", "32", "--count", "6", "-o", _folder["shards"]);

    private Task<CliResult> Train(string part, params string[] options) =>
        InProcess.RunAsync(["train", part, "--run", _folder["run"], .. options]);

    private static void AssertRefused(CliResult result, string message)
    {
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }
}
