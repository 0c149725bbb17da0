using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

public sealed class DatasetFinisherTests : IDisposable
{
    private static readonly DatasetPlan Plan = new("noise", "mit", Seed: 7, Count: 9)
    {
        Bundle = "tiny",
        BundleSha256 = "ab12",
        Writer = "grammar",
        Parameters = { ["steps"] = "12" },
        Mix = { ["add"] = 0.5, ["style"] = 0.5 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Finish_InTwoFolders_GivesTheSameBytes()
    {
        var a = await Finish(Batch("a"));
        var b = await Finish(Batch("b"));
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
        var a = await Finish(Batch("a"));
        var builder = new LedgerBuilder(["instruction", "clip-text"]);
        builder.Spend("clip-text", LedgerCosts.Cpu, 100);
        var b = await DatasetFinisher.FinishAsync(
            Batch("b"),
            Plan,
            Ledger().Plus(builder.ToLedger()),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(a.Content, b.Content);
        Assert.Equal(["COSTS.md", "costs.json"], a.Files.Except(b.Files).Select(f => f.Path));
    }

    // Stopped after each of its files in turn, as a kill would; half of a file is left behind, too.
    [Fact]
    public async Task Finish_StoppedAnywhereAndCalledAgain_GivesTheSameBytes()
    {
        var whole = await Finish(Batch("whole"));
        var folder = Batch("stopped");
        for (var after = 1; after < 9; after++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                DatasetFinisher.FinishAsync(folder, Plan, Ledger(), new Stop(after), TestContext.Current.CancellationToken)
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
        Assert.Equal(whole.Files, (await Finish(folder)).Files);
    }

    [Fact]
    public async Task Finish_Again_WritesNoParquetAgain()
    {
        var folder = Batch("a");
        await Finish(folder);
        var parquet = Path.Combine(folder, "data", "train-00000-of-00001.parquet");
        var written = File.GetLastWriteTimeUtc(parquet);
        await Finish(folder);
        Assert.Equal(written, File.GetLastWriteTimeUtc(parquet));
        // Other shards of the same names, and as many pairs.
        ShardWriter.Write(Path.Combine(folder, "shards", ShardWriter.FileName("noise", 1)), Samples.Pairs(20, 2));
        Assert.Empty(await FinishAndVerify(folder));
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(parquet));
    }

    [Fact]
    public async Task Verify_OfAChangedFolder_NamesEveryFileThatIsWrong()
    {
        var folder = Batch("a");
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
            DatasetFinisher.FinishAsync(Batch("a"), Plan, Ledger().Plus(Ledger()), cancellationToken: TestContext.Current.CancellationToken)
        );
        Assert.Contains("has 5 pairs and the ledger counts 10", error.Message);
        Assert.Contains(
            "run the batch first",
            (await Assert.ThrowsAsync<InvalidInputException>(() => Finish(_folder["nowhere"]))).Message,
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public async Task Finish_WithNothingKept_IsADataSetOfNone()
    {
        ShardWriter.Write(_folder["a/shards/noise-000000.tar"], Samples.Pairs(0, 0));
        var manifest = await DatasetFinisher.FinishAsync(
            _folder["a"],
            Plan,
            EmuEdit.Dataset.Ledger.Empty(["clip-text"]),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(0, manifest.Samples.Kept);
        Assert.Empty(DatasetManifest.Verify(_folder["a"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Card_NamesWhatMadeItAndWhereItIs()
    {
        var folder = Batch("a");
        await Finish(folder);
        var card = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), TestContext.Current.CancellationToken);
        Assert.StartsWith("---\nlicense: \"mit\"\n", card);
        Assert.All(
            [
                "- n<1K\n",
                "path: data/*.parquet\n",
                "path: shards/*.tar\n",
                "num_examples: 5\n",
                "| seed | 7 |",
                "| bundle | tiny, SHA-256 `ab12` |",
                "| mix | add 0.5, style 0.5 |",
                "| steps | 12 |",
                "| clip-text | 8 | 5 | 62.5 % |",
            ],
            part => Assert.Contains(part, card)
        );
    }

    [Fact]
    public async Task Parquet_ReadByAnother_HasColumnsPicturesAndFeatures()
    {
        var folder = Batch("a");
        await Finish(folder);
        var modules = OtherReaders.Run("npm", ["root", "--global"]).Trim();
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(modules, "hyparquet")),
            "needs a reader of Parquet: npm install --global hyparquet"
        );
        var script = _folder["read.mjs"];
        await File.WriteAllTextAsync(script, """
            import { readFileSync } from 'node:fs'
            const { parquetMetadata, parquetReadObjects } = await import(`file://${process.argv[2]}/hyparquet/src/index.js`)
            const bytes = readFileSync(process.argv[3])
            const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
            const features = parquetMetadata(file).key_value_metadata.find(entry => entry.key === 'huggingface').value
            const rows = await parquetReadObjects({ file, utf8: false })
            const plain = (_, value) => value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
            console.log(JSON.stringify({ features: JSON.parse(features).info.features, rows }, plain))
            """,
            TestContext.Current.CancellationToken
        );
        var read = JsonNode.Parse(
            OtherReaders.Run("node", [script, modules, Path.Combine(folder, "data", "train-00000-of-00001.parquet")])
        )!;
        var (rows, row) = (read["rows"]!.AsArray(), read["rows"]![1]!.AsObject());
        Assert.Equal(5, rows.Count);
        string[] columns =
        [
            "original_prompt",
            "original_image",
            "edit_prompt",
            "edited_prompt",
            "edited_image",
            "mask",
            "task",
            "object",
            "origin",
            "filters",
        ];
        Assert.Equal(columns, row.Select(c => c.Key));
        Assert.Equal(columns, read["features"]!.AsObject().Select(c => c.Key));
        Assert.Equal("Image", (string)read["features"]!["mask"]!["_type"]!);
        Assert.Equal("string", (string)read["features"]!["task"]!["dtype"]!);

        var (sample, files) = (Samples.Pair(1).Pair.Sample, SampleFiles.Of("0001", Samples.Pair(1)).Parts);
        Assert.Equal(
            (sample.InputCaption, sample.Instruction, sample.OutputCaption, sample.Task.Name, sample.EditedObject),
            (
                (string?)row["original_prompt"],
                (string?)row["edit_prompt"],
                (string?)row["edited_prompt"],
                (string?)row["task"],
                (string?)row["object"]
            )
        );
        Assert.Null(rows[0]!["object"]);
        Assert.Equal(7.5, (double)JsonNode.Parse((string)row["origin"]!)!["guidance"]!);
        Assert.Equal("""{"clip-text":1.2,"presence":null}""", (string?)row["filters"]);
        foreach (var (column, part) in new[] { ("original_image", "input.png"), ("edited_image", "target.png"), ("mask", "region.png") })
        {
            Assert.Equal($"0001.{part}", (string?)row[column]!["path"]);
            Assert.Equal(files[part], Convert.FromBase64String((string)row[column]!["bytes"]!));
        }
    }

    // Five kept pairs in two shards; three rejected ones and a rejected instruction.
    private string Batch(string name)
    {
        ShardWriter.Write(_folder[$"{name}/shards/{ShardWriter.FileName("noise", 0)}"], Samples.Pairs(0, 3));
        ShardWriter.Write(_folder[$"{name}/shards/{ShardWriter.FileName("noise", 1)}"], Samples.Pairs(3, 2));
        RejectWriter.Write(
            _folder[$"{name}/rejects"],
            0,
            Samples.Pairs(5, 3, kept: false),
            [new("0008", "add", "instruction", "NotJson", "the reply is no JSON")]
        );
        return _folder[name];
    }

    private static Ledger Ledger()
    {
        var (builder, add) = (new LedgerBuilder(["instruction", "clip-text"]), EditTask.Named("add"));
        builder.Pass(add, "instruction", 8);
        builder.Reject(add, "instruction", "the reply is no JSON");
        builder.Pass(add, "clip-text", 5);
        builder.Reject(add, "clip-text", "similarity 0.1 is below 0.25", 3);
        return builder.ToLedger();
    }

    private static Task<DatasetManifest> Finish(string folder) =>
        DatasetFinisher.FinishAsync(folder, Plan, Ledger(), cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<DatasetFault>> FinishAndVerify(string folder)
    {
        await Finish(folder);
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
