using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

public sealed class ParquetDatasetTests : IDisposable
{
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

    private static readonly EditTask Add = EditTask.Named("add");

    private static IEnumerable<(int X, int Y)> Corners => [(4, 2), (7, 2), (4, 5), (7, 5)];

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".parquet");

    private static IEditDataset Open(string path, EditDatasetOptions? options = null) =>
        EditDataset.Open([path], options ?? new() { Size = Samples.Size });

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
