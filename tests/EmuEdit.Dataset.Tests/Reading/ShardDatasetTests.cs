using System.Formats.Tar;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

public sealed class ShardDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sample_OfWritten_IsTheSame()
    {
        Samples.Write(_folder, count: 7, perShard: 3);
        var dataset = ShardDataset.Open([_folder.Path], Samples.Size);
        Assert.Equal(7, dataset.Count);
        // From many threads and in no order.
        Parallel.For(0, 70, i => AssertSame(Samples.Of(i * 3 % 7), dataset.Sample(i * 3 % 7)));
        Assert.Equal((Samples.Of(5).Instruction, Samples.Of(5).Task), dataset.Instruction(5));
    }

    [Fact]
    public void Open_ListOfShards_KeepsItsOrder()
    {
        Samples.Write(_folder, count: 4, perShard: 2);
        var dataset = ShardDataset.Open([_folder["noise-000001.tar"], _folder["noise-000000.tar"]]);
        Assert.Equal([2L, 3, 0, 1], Enumerable.Range(0, 4).Select(i => long.Parse(dataset.Sample(i).InputCaption[2..])));
    }

    // As tar and Python write them: a folder first, long headers, files of other kinds among ours, keys in folders.
    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Sample_OfAnotherWritersShard_IsTheSame(TarEntryFormat format)
    {
        var folder = new string('d', 120) + ".x";
        using (var tar = new TarWriter(File.Create(_folder["a.tar"]), format))
        {
            TarEntry Entry(TarEntryType type, string name) =>
                format is TarEntryFormat.Pax ? new PaxTarEntry(type, name) : new GnuTarEntry(type, name);
            tar.WriteEntry(Entry(TarEntryType.Directory, folder + "/"));
            foreach (var index in new[] { 1, 2 })
                foreach (
                    var (part, bytes) in SampleFiles
                        .Of("", Samples.Of(index))
                        .Parts.Append(new("txt", "more"u8.ToArray()))
                        .Append(new("empty", []))
                )
                {
                    var entry = Entry(TarEntryType.RegularFile, $"{folder}/{index}.{part}");
                    entry.DataStream = new MemoryStream(bytes);
                    tar.WriteEntry(entry);
                }
        }
        var dataset = ShardDataset.Open([_folder["a.tar"]]);
        Assert.Equal(2, dataset.Count);
        AssertSame(Samples.Of(2), dataset.Sample(1));
    }

    [Theory]
    [InlineData("super-resolution")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public void Sample_OfATaskOfOnesOwn_HasIt(string task)
    {
        var sample = Samples.Of(0) with { Task = new EditTask(task, "anything", "to be learned") };
        ShardWriter.Write(_folder["a.tar"], [KeyValuePair.Create("0", sample)]);
        var dataset = ShardDataset.Open([_folder.Path]);
        AssertSame(sample with { Task = EditTask.Own(task) }, dataset.Sample(0));
        Assert.Equal(task, dataset.Instruction(0).Task.Name);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void Sample_OfAnotherSize_IsBroughtToIt(int size)
    {
        Samples.Write(_folder, count: 1, perShard: 1);
        var (given, sample) = (Samples.Of(0), ShardDataset.Open([_folder.Path], size).Sample(0));
        Assert.Equal(SquareResize.Of(given.Target, size).Pixels, sample.Target.Pixels);
        Assert.Equal((size, size, size), (sample.Input.Width, sample.Target.Height, sample.Region.Width));
    }

    [Fact]
    public void Tasks_OfShards_AreThoseOfTheirSamples()
    {
        Samples.Write(_folder, count: 40, perShard: 15);
        var tasks = ShardDataset.Open([_folder.Path]).Tasks;
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(Samples.Of(i).Task, tasks[i]));
        Assert.Equal([0, 16, 32], tasks.Samples(40)[EditTask.All[0]]);
        Assert.Equal([0, 16], tasks.Samples(32)[EditTask.All[0]]);
    }

    private static void AssertSame(EditSample expected, EditSample actual)
    {
        Assert.Equal(expected with { Input = actual.Input, Target = actual.Target, Region = actual.Region }, actual);
        Assert.Equal(expected.Input.Pixels, actual.Input.Pixels);
        Assert.Equal(expected.Target.Pixels, actual.Target.Pixels);
        Assert.Equal(expected.Region.Pixels, actual.Region.Pixels);
    }
}
