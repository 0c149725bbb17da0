using EmuEdit.TestKit;

namespace EmuEdit.Dataset.Tests;

public sealed class ShardWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        ShardWriter.Write(_folder["a.tar"], Samples.Range(0, 3));
        ShardWriter.Write(_folder["b.tar"], Samples.Range(0, 3));
        Assert.Equal(File.ReadAllBytes(_folder["a.tar"]), File.ReadAllBytes(_folder["b.tar"]));
    }

    [Fact]
    public void Write_ThatFails_LeavesWhatWasThere()
    {
        File.WriteAllText(_folder["a.tar"], "before");
        Assert.Throws<NotSupportedException>(() =>
            ShardWriter.Write(_folder["a.tar"], Samples.Range(0, 2).Select((s, i) => i == 0 ? s : throw new NotSupportedException()))
        );
        Assert.Equal("before", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.Path))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("0000")]
    public void Write_KeyThatIsNone_IsRefused(string key) =>
        Assert.Throws<ArgumentException>(() =>
            ShardWriter.Write(_folder["a.tar"], [.. Samples.Range(0, 1), KeyValuePair.Create(key, Samples.Of(1))])
        );

    public static TheoryData<string, string[]> Readers =>
        new()
        {
            { "tar", ["-tf"] },
            {
                "python3",
                [
                    "-c",
                    "import sys, tarfile\nfor m in tarfile.open(sys.argv[1]): print(m.name); assert m.mtime == m.uid == "
                        + "m.gid == 0 and m.isfile()",
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Readers))]
    public void Write_ReadByOthers_HasTheFilesOfASampleBesideEachOther(string program, string[] arguments)
    {
        ShardWriter.Write(_folder["a.tar"], Samples.Range(0, 2));
        Assert.Equal(
            [
                "0000.input.png",
                "0000.json",
                "0000.region.png",
                "0000.target.png",
                "0001.input.png",
                "0001.json",
                "0001.region.png",
                "0001.target.png",
            ],
            OtherReaders.Run(program, [.. arguments, _folder["a.tar"]]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }
}
