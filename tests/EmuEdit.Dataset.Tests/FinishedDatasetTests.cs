using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

/// <summary>What others find in a data set.</summary>
public sealed class FinishedDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Card_NamesWhatMadeItAndWhereItIs()
    {
        var folder = NoiseDataset.Write(_folder, "a");
        await NoiseDataset.Finish(folder);
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
        var folder = NoiseDataset.Write(_folder, "a");
        await NoiseDataset.Finish(folder);
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
}
