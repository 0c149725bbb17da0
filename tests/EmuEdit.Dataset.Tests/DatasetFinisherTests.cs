using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

public sealed class DatasetFinisherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Finish_InTwoFolders_GivesTheSameBytes()
    {
        var a = await NoiseDataset.Finish(NoiseDataset.Write(_folder, "a"));
        var b = await NoiseDataset.Finish(NoiseDataset.Write(_folder, "b"));
        Assert.Equal(a.Files, b.Files);
        Assert.Equal(
            [
                "COSTS.md",
                "FUNNEL.md",
                "README.md",
                "costs.json",
                "data/train-00000-of-00001.parquet",
                "funnel.png",
                "ledger.json",
                "rejects/rejects-000000.jsonl",
                "rejects/rejects-000000.tar",
                "samples.png",
                "shards/noise-000000.tar",
                "shards/noise-000001.tar",
            ],
            a.Files.Select(f => f.Path)
        );
        Assert.Equal((5, 4), (a.Samples.Kept, a.Samples.Rejected));
    }

    [Fact]
    public async Task Finish_OfARunThatTookLonger_HasTheSameContent()
    {
        var a = await NoiseDataset.Finish(NoiseDataset.Write(_folder, "a"));
        var builder = new LedgerBuilder(["instruction", "clip-text"]);
        builder.Spend("clip-text", LedgerCosts.Cpu, 100);
        var b = await DatasetFinisher.FinishAsync(
            NoiseDataset.Write(_folder, "b"),
            NoiseDataset.Plan,
            NoiseDataset.Ledger().Plus(builder.ToLedger()),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(a.Content, b.Content);
        Assert.Equal(["COSTS.md", "costs.json"], a.Files.Except(b.Files).Select(f => f.Path));
    }

    // Stopped after each of its files in turn, as a kill would; half of a file is left behind, too.
    [Fact]
    public async Task Finish_StoppedAnywhereAndCalledAgain_GivesTheSameBytes()
    {
        var whole = await NoiseDataset.Finish(NoiseDataset.Write(_folder, "whole"));
        var folder = NoiseDataset.Write(_folder, "stopped");
        for (var after = 1; after < 9; after++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                DatasetFinisher.FinishAsync(
                    folder,
                    NoiseDataset.Plan,
                    NoiseDataset.Ledger(),
                    new Stop(after),
                    TestContext.Current.CancellationToken
                )
            );
            Assert.Contains(
                "has no manifest.json",
                Assert.Throws<InvalidInputException>(() => DatasetManifest.Verify(folder, TestContext.Current.CancellationToken)).Message
            );
            await File.WriteAllTextAsync(
                Path.Combine(folder, "data", "train-00000-of-00001.parquet.1.partial"),
                "half",
                TestContext.Current.CancellationToken
            );
        }
        Assert.Equal(whole.Files, (await NoiseDataset.Finish(folder)).Files);
    }

    [Fact]
    public async Task Finish_Again_WritesNoParquetAgain()
    {
        var folder = NoiseDataset.Write(_folder, "a");
        await NoiseDataset.Finish(folder);
        var parquet = Path.Combine(folder, "data", "train-00000-of-00001.parquet");
        var written = File.GetLastWriteTimeUtc(parquet);
        await NoiseDataset.Finish(folder);
        Assert.Equal(written, File.GetLastWriteTimeUtc(parquet));
        // Other shards of the same names, and as many pairs.
        ShardWriter.Write(Path.Combine(folder, "shards", ShardWriter.FileName("noise", 1)), Samples.Pairs(20, 2));
        Assert.Empty(await FinishAndVerify(folder));
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(parquet));
    }

    [Fact]
    public async Task Verify_OfAChangedFolder_NamesEveryFileThatIsWrong()
    {
        var folder = NoiseDataset.Write(_folder, "a");
        Assert.Empty(await FinishAndVerify(folder));
        var shard = Path.Combine(folder, "shards", "noise-000001.tar");
        var bytes = await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken);
        bytes[700] ^= 1;
        await File.WriteAllBytesAsync(shard, bytes, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(folder, "funnel.png"));
        await File.WriteAllTextAsync(Path.Combine(folder, "more.txt"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, ".gitattributes"), "", TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                new("funnel.png", DatasetFaultKind.Missing),
                new("more.txt", DatasetFaultKind.Unlisted),
                new DatasetFault("shards/noise-000001.tar", DatasetFaultKind.Changed),
            ],
            DatasetManifest.Verify(folder, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Finish_WithALedgerOfOtherPairs_IsRefused()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            DatasetFinisher.FinishAsync(
                NoiseDataset.Write(_folder, "a"),
                NoiseDataset.Plan,
                NoiseDataset.Ledger().Plus(NoiseDataset.Ledger()),
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        Assert.Contains("has 5 pairs and the ledger counts 10", error.Message);
        Assert.Contains(
            "run the batch first",
            (await Assert.ThrowsAsync<InvalidInputException>(() => NoiseDataset.Finish(_folder["nowhere"]))).Message,
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public async Task Finish_WithNothingKept_IsADataSetOfNone()
    {
        ShardWriter.Write(_folder["a/shards/noise-000000.tar"], Samples.Pairs(0, 0));
        var manifest = await DatasetFinisher.FinishAsync(
            _folder["a"],
            NoiseDataset.Plan,
            EmuEdit.Dataset.Ledger.Empty(["clip-text"]),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(0, manifest.Samples.Kept);
        Assert.Empty(DatasetManifest.Verify(_folder["a"], TestContext.Current.CancellationToken));
    }

    private static async Task<IReadOnlyList<DatasetFault>> FinishAndVerify(string folder)
    {
        await NoiseDataset.Finish(folder);
        return DatasetManifest.Verify(folder, TestContext.Current.CancellationToken);
    }

    private sealed class Stop(int after) : IProgress<string>
    {
        private int _seen;

        public void Report(string value)
        {
            if (++_seen == after)
                throw new InvalidOperationException($"stopped after {value}");
        }
    }
}
