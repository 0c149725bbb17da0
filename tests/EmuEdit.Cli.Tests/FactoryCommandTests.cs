using System.Text.Json.Nodes;
using EmuEdit.Dataset;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed class FactoryCommandTests(FactoryFixture fixture) : IClassFixture<FactoryFixture>
{
    [Fact]
    public void Run_MakesADataSetThatAccountsForEverySample()
    {
        Assert.Equal((0, ""), (fixture.Result.Code, fixture.Result.Error));
        Assert.StartsWith("kept ", fixture.Result.Output, StringComparison.Ordinal);
        var ledger = JsonNode.Parse(File.ReadAllText(Path.Combine(fixture.Undisturbed, "ledger.json")))!;
        var kept = ShardDataset.Open([Path.Combine(fixture.Undisturbed, "shards")]).Count;
        Assert.StartsWith($"kept {kept} of ", fixture.Result.Output, StringComparison.Ordinal);
        Assert.InRange(kept, 1, 60 * 3);
        var first = ledger["tasks"]!.AsObject().Select(t => t.Value!["stages"]![0]!["in"]!.GetValue<long>()).Sum();
        Assert.Equal(60, first);
        Assert.Empty(DatasetManifest.Verify(fixture.Undisturbed, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(fixture.Undisturbed, ".*"));
    }

    [Fact]
    public async Task Run_OfATaskThatWasLearned_MakesPairsByTheModelsOwnEdits()
    {
        var bundle = fixture["learned"];
        new TinyBundle { Size = 64, TextToImage = true }.Write(bundle);
        await new TaskLibrary(bundle).AddAsync(
            "brighten",
            [.. Enumerable.Repeat(0.4f, TinyBundle.Width)],
            new() { Created = DateTimeOffset.UnixEpoch, Phrases = ["brighten the left"] },
            cancellationToken: TestContext.Current.CancellationToken
        );
        var output = fixture["brightened"];
        var result = await InProcess.RunAsync(
            "factory",
            "run",
            "--bundle",
            bundle,
            "--count",
            "6",
            "--steps",
            "2",
            "--task-weight",
            "brighten=1",
            "--quiet",
            "-o",
            output
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        var made = ShardDataset.Open([Path.Combine(output, "shards")]);
        Assert.InRange(made.Count, 1, 6);
        for (var i = 0; i < made.Count; i++)
        {
            var sample = made.Sample(i);
            Assert.Equal("brighten", sample.Task.Name);
            Assert.Equal("brighten the left", sample.Instruction);
            Assert.True(sample.Target.Pixels[0] > sample.Input.Pixels[0]);
        }
    }

    [Fact]
    public async Task Run_WithTwoWorkers_GivesTheSameBytes()
    {
        Assert.Equal(0, (await InProcess.RunAsync(fixture.Run(fixture["two"], "--workers", "2"))).Code);
        fixture.AssertSame(fixture["two"]);
    }

    [Fact]
    public async Task EvaluateDataset_JudgesTheRenderedPairsByTheWorldsTruth()
    {
        var truth = fixture["truth/truth.tar"];
        var result = await InProcess.RunAsync("evaluate", "dataset", fixture.Undisturbed, "--truth", truth);
        Assert.Equal(0, result.Code);
        // The world's own truth is right; a toy that draws greys makes no night.
        var rows = result
            .Output.Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4)
            .ToDictionary(cells => cells[1], cells => (Pairs: cells[2], Right: cells[3]));
        Assert.Equal(rows["segmentation-map"].Pairs, rows["segmentation-map"].Right);
        Assert.Equal("0", rows["global"].Right);
        var (kept, made) = (ShardDataset.Open([Path.Combine(fixture.Undisturbed, "shards")]), ShardDataset.Open([truth]));
        Assert.Equal(
            Enumerable.Range(0, (int)kept.Count).Select(i => (kept.Record(i).Key, kept.Instruction(i).Instruction)),
            Enumerable.Range(0, (int)made.Count).Select(i => (made.Record(i).Key, made.Instruction(i).Instruction))
        );
        Assert.Contains(
            "which has no pair",
            (await InProcess.RunAsync("evaluate", "dataset", fixture["nothing"])).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Calibrate_WithAFactorysPairs_ChoosesOnThemToo()
    {
        LongChecks.SkipUnlessAsked();
        string[] calibrate = ["factory", "calibrate", "--bundle", fixture["bundle"], "--count", "2", "--judge-count", "1"];
        var (without, with) = (
            await InProcess.RunAsync(calibrate),
            await InProcess.RunAsync([.. calibrate, "--data", fixture.Undisturbed])
        );
        Assert.Equal((0, 0), (without.Code, with.Code));
        Assert.NotEqual(
            without.Output[without.Output.IndexOf("Thresholds", StringComparison.Ordinal)..],
            with.Output[with.Output.IndexOf("Thresholds", StringComparison.Ordinal)..]
        );
        Assert.Contains(
            "--data with --stand-in; allowed: one of them",
            (await InProcess.RunAsync([.. calibrate, "--stand-in", "--data", fixture.Undisturbed])).Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "which has no pair",
            (await InProcess.RunAsync([.. calibrate, "--data", fixture["nothing"]])).Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("60 samples", "1 to 1000000000", "--count", "0")]
    [InlineData("10000000000 samples", "1 to 1000000000", "--count", "10000000000")]
    [InlineData("unknown task 'paint'", "one of local", "--task-weight", "paint=1")]
    [InlineData("whose weights sum to 0", "more than 0", "--task-weight", "add=0")]
    [InlineData("a source 'photos'", "drawn, rendered", "--source", "photos")]
    [InlineData("no file", "a text file", "--captions", "missing.txt")]
    public async Task Run_BadInput_IsRefusedAndNothingIsWritten(string given, string allowed, params string[] arguments)
    {
        var output = fixture[Guid.NewGuid().ToString("N")];
        var result = await InProcess.RunAsync(
            fixture.Run(output).Where(a => a is not "--count" and not "60" || arguments[0] != "--count").Concat(arguments)
        );
        Assert.Equal(2, result.Code);
        Assert.Contains(given.Replace("60 samples", "0 samples", StringComparison.Ordinal), result.Error, StringComparison.Ordinal);
        Assert.Contains(allowed, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(output, "manifest.json")));
    }

    [Fact]
    public async Task Run_WhereADataSetIs_IsRefused()
    {
        var result = await InProcess.RunAsync(fixture.Run(fixture.Undisturbed));
        Assert.Equal(2, result.Code);
        Assert.Contains("which has a finished data set", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithABundleThatDrawsNothing_SaysWhatIsMissing()
    {
        new TinyBundle { Size = 64 }.Write(fixture["blind"]);
        var result = await InProcess.RunAsync("factory", "run", "--bundle", fixture["blind"], "--count", "1", "-o", fixture["none"]);
        Assert.Equal(2, result.Code);
        Assert.Contains("has no text-to-image model", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithOtherParametersThanTheUnfinishedOne_IsRefused()
    {
        using (var process = CliProcess.Start(fixture.Run(fixture["unfinished"])))
        {
            await process.Until(() => File.Exists(Path.Combine(fixture["unfinished"], ".factory", "blobs", "batch-documents", "run.json")));
            process.Kill();
        }
        var result = await InProcess.RunAsync(fixture.Run(fixture["unfinished"], "--candidates", "2"));
        Assert.Equal(2, result.Code);
        Assert.Contains("other parameters than the unfinished one", result.Error, StringComparison.Ordinal);
    }
}
