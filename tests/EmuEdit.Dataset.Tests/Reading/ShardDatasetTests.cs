using System.Formats.Tar;
using System.Text;
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

    [Fact]
    public void Open_NothingThere_SaysWhatIs()
    {
        Assert.Contains("no .tar file in", Refusal(_folder.Path));
        Assert.Contains("does not exist", Refusal(_folder["nowhere"]));
        TarWith();
        Assert.Contains("no sample in", Refusal(_folder.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(700)]
    [InlineData(-1)]
    [InlineData(-1024)]
    [InlineData(-1100)]
    public void Open_ShardCutOff_NamesIt(int length)
    {
        Samples.Write(_folder, count: 2, perShard: 2);
        var path = _folder["noise-000000.tar"];
        var bytes = File.ReadAllBytes(path);
        var whole = bytes.AsSpan().LastIndexOfAnyExcept((byte)0);
        // Negative lengths count from where the last file's block ends, and the end mark of two blocks begins.
        File.WriteAllBytes(path, bytes[..(length >= 0 ? length : (whole + 511) / 512 * 512 + 1024 + length)]);
        if (length == -1)
            Assert.Equal(2, ShardDataset.Open([path]).Count);
        else
            Assert.Contains($"{path} is cut off or no tar file", Refusal(_folder.Path));
    }

    [Fact]
    public void Open_OfAPicture_SaysThatItIsNoTarFile()
    {
        File.WriteAllBytes(_folder["a.tar"], [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 37))]);
        Assert.Contains("no tar file", Refusal(_folder["a.tar"]));
    }

    [Theory]
    [InlineData("input.png")]
    [InlineData("json")]
    [InlineData("region.png")]
    [InlineData("target.png")]
    public void Open_SampleWithoutAFile_NamesShardKeyAndFile(string part)
    {
        TarWith([.. Parts("0"), .. Parts("1").Where(p => p.Name != "1." + part)]);
        Assert.Contains($"sample 1 of {_folder["a.tar"]} has no {part}", Refusal(_folder.Path));
    }

    [Fact]
    public void Open_FilesOfASampleApart_IsRefused()
    {
        TarWith([.. Parts("0").Take(2), .. Parts("1"), .. Parts("0").Skip(2)]);
        Assert.Contains("sample 0 of", Refusal(_folder.Path));
    }

    [Theory]
    [InlineData(
        "json",
        """{"instruction": "a", "task": "Dance!", "input_caption": "", "output_caption": ""}""",
        "unknown task 'Dance!' of sample 0 of"
    )]
    [InlineData(
        "json",
        """{"instruction": "a", "task": "", "input_caption": "", "output_caption": ""}""",
        "unknown task '' of sample 0 of"
    )]
    [InlineData(
        "json",
        """{"instruction": "a", "task": "dance\n", "input_caption": "", "output_caption": ""}""",
        "1 to 64 lower-case letters, digits and hyphens"
    )]
    [InlineData(
        "json",
            """
            {"instruction": "a",
            "task": "a1234567890123456789012345678901234567890123456789012345678901234",
            "input_caption": "", "output_caption": ""}
            """,
        "unknown task"
    )]
    [InlineData("json", """{"instruction": "a", "task": "add", "input_caption": ""}""", "output_caption")]
    [InlineData("json", """{"instruction": null, "task": "add", "input_caption": "", "output_caption": ""}""", "the json of sample 0 of")]
    [InlineData("json", "", "the json of sample 0 of")]
    [InlineData("json", "null", "the json of sample 0 of")]
    [InlineData("target.png", "", "target.png of sample 0 of")]
    [InlineData("region.png", "hello", "region.png of sample 0 of")]
    public void Sample_WithABrokenFile_NamesShardAndKey(string part, string content, string says)
    {
        TarWith([.. Parts("0").Select(p => p.Name == "0." + part ? p with { Bytes = Encoding.UTF8.GetBytes(content) } : p)]);
        // What is wrong with a text is seen at once.
        var dataset = part == "json" ? null : ShardDataset.Open([_folder.Path]);
        var message = Assert.Throws<InvalidInputException>(() => (dataset ?? ShardDataset.Open([_folder.Path])).Sample(0)).Message;
        Assert.Contains(says, message);
        Assert.Contains(_folder["a.tar"], message);
        Assert.DoesNotContain('\n', message);
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

    [Fact]
    public void Sample_OfPicturesOfTwoSizes_NamesShardAndKey()
    {
        TarWith([
            .. Parts("0").Where(p => p.Name != "0.target.png"),
            new("0.target.png", SampleFiles.Of("", Samples.Of(0, 16)).Parts["target.png"]),
        ]);
        var dataset = ShardDataset.Open([_folder.Path]);
        Assert.Contains(
            $"target.png of sample 0 of {_folder["a.tar"]} is 16 x 16 pixels; allowed: 8 x 8",
            Assert.Throws<InvalidInputException>(() => dataset.Sample(0)).Message
        );
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

    // Sizes of 8 GB, and of nearly 2^63 bytes in the binary form that large files have.
    [Theory]
    [InlineData("77777777777\0")]
    [InlineData("\u0080\0\0\0\u007F\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF")]
    public void Open_FileThatClaimsAHugeSize_IsRefused(string size)
    {
        const int field = 124;
        Samples.Write(_folder, count: 1, perShard: 1);
        var path = _folder["noise-000000.tar"];
        var bytes = File.ReadAllBytes(path);
        Encoding.Latin1.GetBytes(size).CopyTo(bytes, field);
        Sign(bytes);
        File.WriteAllBytes(path, bytes);
        Assert.Contains("is cut off", Refusal(path));
    }

    [Fact]
    public void Read_OfAnyDamage_IsRefusedInOneLineOrRead()
    {
        Samples.Write(_folder, count: 1, perShard: 1);
        var (path, read) = (_folder["noise-000000.tar"], 0);
        FileFuzz.Run(path, File.ReadAllBytes(path), file =>
        {
            // Of half of them the first header's checksum is made to fit again.
            if (read++ % 2 == 0 && file.Length >= 512)
                Sign(file);
            File.WriteAllBytes(path, file);
            ShardDataset.Open([path]).Sample(0);
        });
    }

    [Fact]
    public void Sample_OfAShardThatChangedSince_IsRefused()
    {
        Samples.Write(_folder, count: 2, perShard: 2);
        var dataset = ShardDataset.Open([_folder.Path]);
        File.WriteAllBytes(_folder["noise-000000.tar"], new byte[600]);
        Assert.Contains("is cut off", Assert.Throws<InvalidInputException>(() => dataset.Sample(1)).Message);
    }

    private static IEnumerable<Part> Parts(string key) =>
        SampleFiles.Of(key, Samples.Of(0)).Parts.Select(p => new Part($"{key}.{p.Key}", p.Value));

    private void TarWith(params Part[] parts)
    {
        using var tar = new TarWriter(File.Create(_folder["a.tar"]), TarEntryFormat.Ustar);
        foreach (var (name, bytes) in parts)
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        // Without any entry the writer leaves the end mark out.
        tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "folder/"));
    }

    // The checksum of a header: the sum of its bytes with the checksum's own taken as spaces.
    private static void Sign(byte[] header)
    {
        const int field = 148, length = 8;
        header.AsSpan(field, length).Fill((byte)' ');
        var sum = header.Take(512).Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, field);
    }

    private static string Refusal(string path) => Assert.Throws<InvalidInputException>(() => ShardDataset.Open([path])).Message;

    private static void AssertSame(EditSample expected, EditSample actual)
    {
        Assert.Equal(expected with { Input = actual.Input, Target = actual.Target, Region = actual.Region }, actual);
        Assert.Equal(expected.Input.Pixels, actual.Input.Pixels);
        Assert.Equal(expected.Target.Pixels, actual.Target.Pixels);
        Assert.Equal(expected.Region.Pixels, actual.Region.Pixels);
    }

    private sealed record Part(string Name, byte[] Bytes);
}
