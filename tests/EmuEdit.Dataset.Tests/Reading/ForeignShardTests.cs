using System.Formats.Tar;
using System.IO.Compression;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;
using SkiaSharp;

namespace EmuEdit.Dataset.Tests;

/// <summary>Shards as other programs and people leave them.</summary>
public sealed class ForeignShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sample_BesideOtherFiles_IsTheOnlyOne()
    {
        Write(
            "a.tar",
            [
                (".DS_Store", [1]),
                ("README.md", "# Set"u8.ToArray()),
                ("LICENSE", "MIT"u8.ToArray()),
                ("dataset_info.json", """{"features": {}}"""u8.ToArray()),
                ("__MACOSX/x.input.png", [2]),
                .. Parts("000", 0).SelectMany(p => new[] { ("._" + p.Name, (byte[])[0, 5, 22, 7]), p }),
                (".git/000.json", [3]),
                ("notes.txt", []),
                .. Parts("./001", 1),
                ("state.json", "[]"u8.ToArray()),
            ]
        );
        var dataset = Open("a.tar");
        Assert.Equal(2, dataset.Count);
        Assert.Equal(
            [Samples.Of(0).Instruction, Samples.Of(1).Instruction],
            [dataset.Sample(0).Instruction, dataset.Sample(1).Instruction]
        );
        Assert.Equal(Samples.Of(0).Input.Pixels, dataset.Sample(0).Input.Pixels);
    }

    [Fact]
    public void Sample_WithTheKeyOfTheOneBefore_IsASampleOfItsOwn()
    {
        Write("a.tar", [.. Parts("000", 0), .. Parts("000", 1)]);
        AssertSamples(Open("a.tar"), 0, 1);
    }

    [Fact]
    public void Sample_WithAPartTwice_IsRefused()
    {
        Write("a.tar", [.. Parts("000", 0)[..2], .. Parts("000", 0)]);
        Assert.StartsWith($"sample 000 of {_folder["a.tar"]} has input.png twice; ", Refusal("a.tar"), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_OfArchivesPutBehindEachOther_IsNotLost()
    {
        Write("a.tar", Parts("000", 0));
        Write("b.tar", [.. Parts("000", 1), .. Parts("001", 2)]);
        File.WriteAllBytes(
            _folder["c.tar"],
            [
                .. File.ReadAllBytes(_folder["a.tar"]),
                .. new byte[10240],
                .. File.ReadAllBytes(_folder["b.tar"]),
                .. File.ReadAllBytes(_folder["a.tar"]),
            ]
        );
        AssertSamples(Open("c.tar"), 0, 1, 2, 0);
    }

    [Fact]
    public void Open_ArchiveWithSomethingElseBehindIt_IsRefused()
    {
        Write("a.tar", Parts("000", 0));
        File.WriteAllBytes(_folder["a.tar"], [.. File.ReadAllBytes(_folder["a.tar"]), .. Enumerable.Repeat((byte)65, 1024)]);
        Assert.Contains("no tar file", Refusal("a.tar"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jpg", SKEncodedImageFormat.Jpeg)]
    [InlineData("jpeg", SKEncodedImageFormat.Jpeg)]
    [InlineData("webp", SKEncodedImageFormat.Webp)]
    [InlineData("JPG", SKEncodedImageFormat.Jpeg)]
    [InlineData("PNG", SKEncodedImageFormat.Png)]
    public void Sample_OfPicturesInOtherFormats_IsRead(string ending, SKEncodedImageFormat format)
    {
        using var bitmap = SKBitmap.Decode(new SkiaCodec().EncodePng(Samples.Of(0).Input));
        using var encoded = bitmap.Encode(format, 100);
        Write(
            "a.tar",
            [
                .. Parts("000", 0)
                    .Select(p =>
                        p.Name.EndsWith(".png", StringComparison.Ordinal)
                            ? (p.Name[..^3] + ending, encoded.ToArray())
                            : ("000.JSON", p.Bytes)
                    ),
            ]
        );
        var sample = Open("a.tar").Sample(0);
        Assert.Equal((Samples.Of(0).Instruction, Samples.Size), (sample.Instruction, sample.Target.Width));
        Assert.Equal(sample.Input.Pixels, sample.Target.Pixels);
    }

    [Fact]
    public void Sample_WhoseJsonHasAByteOrderMark_IsRead()
    {
        Write(
            "a.tar",
            [
                .. Parts("000", 0)
                    .Select(p => p.Name.EndsWith("json", StringComparison.Ordinal) ? (p.Name, (byte[])[0xEF, 0xBB, 0xBF, .. p.Bytes]) : p),
            ]
        );
        AssertSamples(Open("a.tar"), 0);
    }

    [Fact]
    public void Open_FolderOfShardsInCapitalsAndHiddenFiles_TakesTheShards()
    {
        Write("A.TAR", Parts("000", 0));
        File.WriteAllBytes(_folder["._A.TAR"], [1, 2, 3]);
        AssertSamples(EditDataset.Open([_folder.Path], new() { Size = Samples.Size }), 0);
        AssertSamples(ShardDataset.Open([_folder.Path]), 0);
    }

    [Fact]
    public void Open_CompressedShard_SaysSo()
    {
        Write("a.tar", Parts("000", 0));
        using (var gzip = new GZipStream(File.Create(_folder["b.tar"]), CompressionLevel.Fastest))
            gzip.Write(File.ReadAllBytes(_folder["a.tar"]));
        Assert.StartsWith(
            $"{_folder["b.tar"]} is compressed (gzip); allowed: a tar file as it is.",
            Refusal("b.tar"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.parquet")]
    public void Open_GitLfsPointer_SaysHowToFetchIt(string name)
    {
        File.WriteAllText(_folder[name], "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 842080357\n");
        Assert.Matches($"^{_folder[name]} is a Git LFS pointer; allowed: a whole .* file. Fetch it with 'git lfs pull'.$", Refusal(name));
    }

    private void Write(string name, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var tar = new TarWriter(File.Create(_folder[name]), TarEntryFormat.Ustar);
        foreach (var (file, bytes) in files)
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream(bytes) });
    }

    private static (string Name, byte[] Bytes)[] Parts(string key, int index) =>
        [.. SampleFiles.Of("", Samples.Of(index)).Parts.Select(p => ($"{key}.{p.Key}", p.Value))];

    private IEditDataset Open(string name) =>
        EditDataset.Open(
            [_folder[name]],
            new() { Size = Samples.Size, Task = name.EndsWith(".parquet", StringComparison.Ordinal) ? EditTask.All[0] : null }
        );

    private string Refusal(string name) => Assert.Throws<InvalidInputException>(() => Open(name)).Message;

    private static void AssertSamples(IEditDataset dataset, params int[] expected) =>
        Assert.Equal(
            expected.Select(i => Samples.Of(i).Instruction),
            Enumerable.Range(0, (int)dataset.Count).Select(i => dataset.Sample(i).Instruction)
        );
}
