using System.Formats.Tar;
using System.Text;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

/// <summary>Shards that are cut off, damaged or incomplete.</summary>
public sealed class BrokenShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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

    private sealed record Part(string Name, byte[] Bytes);
}
