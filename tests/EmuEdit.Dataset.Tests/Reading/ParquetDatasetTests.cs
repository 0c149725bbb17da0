using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;
using Parquet;
using Parquet.Schema;

namespace EmuEdit.Dataset.Tests;

public sealed class ParquetDatasetTests : IDisposable
{
    private static readonly EditTask Add = EditTask.Named("add");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sample_OfOurs_IsThatOfTheShards()
    {
        var (shards, parquet) = (await Ours(40, perShard: 15), Open(_folder["set/data"]));
        Assert.Equal(40, parquet.Count);
        Assert.Equal((true, true), (parquet.HasCaptions, parquet.KnowsTasks));
        Parallel.For(
            0,
            80,
            i =>
            {
                var (expected, actual) = (shards.Sample(i * 7 % 40), parquet.Sample(i * 7 % 40));
                Assert.Equal(expected with { Input = actual.Input, Target = actual.Target, Region = actual.Region }, actual);
                Assert.Equal(
                    [expected.Input.Pixels, expected.Target.Pixels, expected.Region.Pixels],
                    [actual.Input.Pixels, actual.Target.Pixels, actual.Region.Pixels]
                );
                Assert.Equal(shards.Instruction(i % 40), parquet.Instruction(i % 40));
                Assert.Equal(shards.Tasks[i % 40], parquet.Tasks[i % 40]);
            }
        );
    }

    [Fact]
    public void Sample_OfInstructPix2Pix_HasItsTextsAndWhatChanges()
    {
        var dataset = Open(Fixture("instructpix2pix"), new() { Size = 12, Task = Add });
        Assert.Equal((3, 2), (dataset.Count, dataset.Groups.Ends.Count));
        var sample = dataset.Sample(0);
        Assert.Equal(
            ("put a red brick on it", "a grey wall", "a grey wall with a red brick", Add, null),
            (sample.Instruction, sample.InputCaption, sample.OutputCaption, sample.Task, sample.EditedObject)
        );
        Assert.Equal(("make it night ü", Add), dataset.Instruction(1));
        Assert.Equal("", dataset.Sample(2).InputCaption);
        // 12 x 8 in a square of 12: two rows above. The brick stands at columns 4 to 7, rows 2 to 5; JPEG smears a pixel or two.
        Assert.All(Corners, p => Assert.True(sample.Region[p.X, p.Y + 2]));
        Assert.False(sample.Region[0, 6] || sample.Region[11, 6]);
        Assert.InRange(sample.Target.Pixels[sample.Target.Offset(5, 5)], 190, 255);
        Assert.InRange(sample.Input.Pixels[sample.Input.Offset(5, 5)], 85, 95);
    }

    // Row 0: a hole, and everything changes; 1: white; 2: a mask of nothing; 3: no mask. Whatever the mask, the brick is what is edited.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sample_OfMagicBrush_IsEditedWhereTheMaskSaysOrItChanges(int row)
    {
        var dataset = Open(Fixture("magicbrush"), new() { Size = 12, Task = Add });
        Assert.Equal((4, false), (dataset.Count, dataset.HasCaptions));
        var region = dataset.Sample(row).Region;
        Assert.Equal(16, region.Count);
        Assert.All(Corners, p => Assert.True(region[p.X, p.Y + 2]));
    }

    [Fact]
    public void Sample_AmongRowsWithoutPictures_HasItsOwn()
    {
        var dataset = Open(Fixture("nulls"), new() { Size = 12, Task = Add });
        Assert.Equal(["a/", "/d", "e/"], new[] { 0L, 3, 4 }.Select(dataset.Sample).Select(s => $"{s.InputCaption}/{s.OutputCaption}"));
        Assert.Equal([false, true, false], new[] { 0, 3, 4 }.Select(i => IsRed(dataset.Sample(i).Input)));
        Assert.Equal([true, false, true], new[] { 0, 3, 4 }.Select(i => IsRed(dataset.Sample(i).Target)));
        Assert.All(
            [1, 2],
            i => Assert.StartsWith($"original_image of row {i} of {Fixture("nulls")} has no bytes", Refusal(() => dataset.Sample(i)))
        );

        static bool IsRed(Image picture) => picture.Pixels[picture.Offset(5, 5)] > 200;
    }

    [Fact]
    public void Sample_OfAnotherSize_IsFramedAsTheEditPipelineFramesIt()
    {
        var sample = Open(Fixture("magicbrush"), new() { Size = 6, Task = Add }).Sample(1);
        Assert.Equal((6, 6, 6), (sample.Input.Width, sample.Target.Height, sample.Region.Width));
        // Halved, with a row above: columns 2 and 3, rows 2 and 3.
        Assert.Equal(
            [(2, 2), (3, 2), (2, 3), (3, 3)],
            from y in Enumerable.Range(0, 6)
            from x in Enumerable.Range(0, 6)
            where sample.Region[x, y]
            select (x, y)
        );
    }

    [Fact]
    public void Instruction_WithoutATask_IsPredictedOrNamed()
    {
        Assert.Contains(
            "give --task, or --initial with a bundle",
            Refusal(() => Open(Fixture("magicbrush"), new() { Size = 12 })),
            StringComparison.OrdinalIgnoreCase
        );
        var predicted = Open(
            Fixture("magicbrush"),
            new() { Size = 12, Predict = text => EditTask.Named(text.Contains('?') ? "local" : "add") }
        );
        Assert.False(predicted.KnowsTasks);
        Assert.Equal([Add, EditTask.Named("local"), Add, Add], Enumerable.Range(0, 4).Select(i => predicted.Tasks[i]));
        Assert.Equal("local", predicted.Sample(1).Task.Name);
        var failing = Open(
            Fixture("magicbrush"),
            new() { Size = 12, Predict = _ => throw new InvalidInputException("too long", "shorter") }
        );
        Assert.StartsWith(
            $"instruction of row 2 of {Fixture("magicbrush")}: too long; allowed: shorter.",
            Refusal(() => failing.Sample(2))
        );
    }

    [Fact]
    public async Task Task_OfSamplesThatHaveTasks_IsRefused()
    {
        await Ours(2, perShard: 2);
        Assert.Contains("whose samples have tasks", Refusal(() => Open(_folder["set/data"], new() { Size = 8, Task = Add })));
        Assert.Contains("whose samples have tasks", Refusal(() => EditDataset.Open([_folder["set"]], new() { Size = 8, Task = Add })));
    }

    [Fact]
    public async Task Groups_Few_AreKeptAndReadOnceAnEpoch()
    {
        // 130 rows: groups of 100 and 30.
        await Ours(130, perShard: 130);
        var dataset = Open(_folder["set/data"]);
        Assert.Equal([100, 130], dataset.Groups.Ends);
        var cache = new ParquetCache(2);
        List<ParquetGroup> groups = [.. ParquetGroup.Read(Directory.GetFiles(_folder["set/data"])[0], new Dictionary<string, string>())];
        var (first, second) = (cache.Get(groups[0]), cache.Get(groups[1]));
        Assert.Same(first, cache.Get(groups[0]));
        cache.Get(groups[0] with { Number = 7 });
        Assert.Same(first, cache.Get(groups[0]));
        Assert.NotSame(second, cache.Get(groups[1]));
    }

    [Fact]
    public async Task Open_OfADataSet_TakesItsShardsElseItsParquet()
    {
        await Ours(5, perShard: 5);
        Assert.IsType<ShardDataset>(EditDataset.Open([_folder["set"]], new() { Size = 8 }));
        Assert.IsType<ParquetDataset>(EditDataset.Open([_folder["set/data"]], new() { Size = 8 }));
        Assert.Contains(
            "shards or Parquet files",
            Refusal(() => EditDataset.Open([_folder["set/data"], _folder["set/shards"]], new() { Size = 8 }))
        );
        Directory.Delete(_folder["set/shards"], recursive: true);
        Assert.Equal(5, EditDataset.Open([_folder["set"]], new() { Size = 8 }).Count);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("no .tar and no .parquet file in", Refusal(() => EditDataset.Open([_folder["empty"]], new() { Size = 8 })));
        Assert.Contains("does not exist", Refusal(() => EditDataset.Open([_folder["nowhere"]], new() { Size = 8 })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(-1)]
    [InlineData(-9)]
    [InlineData(-500)]
    public void Open_FileCutOff_NamesIt(int length)
    {
        var bytes = File.ReadAllBytes(Fixture("magicbrush"));
        File.WriteAllBytes(_folder["a.parquet"], bytes[..(length < 0 ? bytes.Length + length : length)]);
        var message = Refusal(() => Open(_folder["a.parquet"]));
        Assert.StartsWith($"{_folder["a.parquet"]} is cut off, damaged or not Parquet", message);
        Assert.DoesNotContain('\n', message);
    }

    // The end of the footer, and that of a struct in it: its decoder alone would go on for ever.
    [Theory]
    [InlineData("magicbrush", -9, 0x18)]
    [InlineData("nulls", 3139, 4)]
    public void Open_FooterWithoutItsEnd_IsRefused(string name, int at, byte value)
    {
        var bytes = File.ReadAllBytes(Fixture(name));
        bytes[at < 0 ? bytes.Length + at : at] = value;
        File.WriteAllBytes(_folder["a.parquet"], bytes);
        Assert.Contains("its footer does not end where it must", Refusal(() => Open(_folder["a.parquet"])));
    }

    [Fact]
    public async Task Open_OfAnotherLayout_SaysWhichThereAre()
    {
        await Write(_folder["a.parquet"], new("picture", typeof(string), true), ["x"]);
        var message = Refusal(() => Open(_folder["a.parquet"]));
        Assert.Contains(
            "with the columns picture; allowed: original_image, edit_prompt, edited_image (EmuEdit, InstructPix2Pix); or ",
            message
        );
        Assert.Contains(
            "; or source_img, instruction, target_img (MagicBrush); or source_image, edit_prompt, edited_image (UltraEdit); or ",
            message
        );
    }

    public static TheoryData<byte[]?, string?, string> Broken => new()
    {
        { null, "a", "edited_image of row 1 of " },
        { [], "a", "edited_image of row 1 of " },
        { [1, 2, 3], "a", "edited_image of row 1 of " },
        { Png(12, 8)[..^30], "a", "edited_image of row 1 of " },
        { Png(8, 12), "a", "is 8 x 12 pixels; allowed: the shape of its original_image, 12 x 8" },
        { Png(12, 8), null, "edit_prompt of row 1 of " },
        { Png(12, 8), " ", "edit_prompt of row 1 of " },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Sample_OfABrokenRow_NamesColumnRowAndFile(byte[]? target, string? instruction, string says)
    {
        var schema = new ParquetSchema(
            Text("original_prompt"),
            Picture("original_image"),
            Text("edit_prompt"),
            Text("edited_prompt"),
            Picture("edited_image")
        );
        await using (var file = File.Create(_folder["a.parquet"]))
        await using (var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: TestContext.Current.CancellationToken))
        {
            using var group = writer.CreateRowGroup();
            var fields = schema.GetDataFields();
            await group.WriteAsync(fields[0], ["a", null!]);
            await group.WriteAsync(fields[1], [Png(12, 8), Png(12, 8)]);
            await group.WriteAsync(fields[2], ["a", instruction!]);
            await group.WriteAsync(fields[3], ["a", "b"]);
            await group.WriteAsync(fields[4], [Png(24, 16), target!]);
        }
        var dataset = Open(_folder["a.parquet"], new() { Size = 12, Task = Add });
        Assert.Equal(12, dataset.Sample(0).Target.Width);
        var message = Refusal(() => dataset.Sample(1));
        Assert.Contains(says, message);
        Assert.Contains(_folder["a.parquet"], message);

        static DataField Text(string name) => new(name, typeof(string), true);
        static StructField Picture(string name) => new(name, new DataField("bytes", typeof(byte[]), true));
    }

    [Theory]
    [InlineData("magicbrush", 10)]
    [InlineData("instructpix2pix", 10)]
    [InlineData("nulls", 1)]
    public void Read_OfAnyDamage_IsRefusedInOneLineOrRead(string name, int rows)
    {
        File.Copy(Fixture(name), _folder["a.parquet"]);
        FileFuzz.Run(_folder["a.parquet"], () =>
        {
            var dataset = Open(_folder["a.parquet"], new() { Size = 12, Task = Add });
            for (var row = 0; row < Math.Min(rows, dataset.Count); row++)
                dataset.Sample(row);
        });
    }

    private static IEnumerable<(int X, int Y)> Corners => [(4, 2), (7, 2), (4, 5), (7, 5)];

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".parquet");

    private static IEditDataset Open(string path, EditDatasetOptions? options = null) =>
        EditDataset.Open([path], options ?? new() { Size = Samples.Size });

    private static byte[] Png(int width, int height) => new SkiaCodec().EncodePng(Pictures.Slopes(width, height));

    private static async Task Write(string path, DataField field, string[] values)
    {
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            new(field),
            file,
            cancellationToken: TestContext.Current.CancellationToken
        );
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(field, values);
    }

    private static string Refusal(Action open) => Assert.Throws<InvalidInputException>(open).Message;

    // A data set as a batch finishes it.
    private async Task<ShardDataset> Ours(int count, int perShard)
    {
        for (var first = 0; first < count; first += perShard)
            ShardWriter.Write(
                _folder[$"set/shards/{ShardWriter.FileName("noise", first / perShard)}"],
                Samples.Pairs(first, Math.Min(perShard, count - first))
            );
        await DatasetFinisher.FinishAsync(
            _folder["set"],
            new("noise", "mit", 1, count),
            Ledger.Empty([]),
            cancellationToken: TestContext.Current.CancellationToken
        );
        return ShardDataset.Open([_folder["set/shards"]]);
    }
}
