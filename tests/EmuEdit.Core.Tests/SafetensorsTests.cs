using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using EmuEdit.TestKit;

namespace EmuEdit.Core.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["file.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OfWritten_GivesTheSame()
    {
        var file = new Safetensors
        {
            Metadata = { ["step"] = "12" },
            Tensors =
            {
                ["b/ä"] = new([2, 3], [1, 2, 3, 4, 5, float.NaN]),
                ["a"] = new([], [7]),
                ["none"] = new([0, 4], []),
            },
        };
        file.Write(File);
        var read = Safetensors.Read(File);
        Assert.Equal("12", read.Metadata["step"]);
        Assert.Equal(file.Tensors.Keys.Order(), read.Tensors.Keys.Order());
        Assert.All(file.Tensors, t => Assert.Equal(t.Value.Shape, read.Tensors[t.Key].Shape));
        Assert.All(file.Tensors, t => Assert.Equal(t.Value.Values, read.Tensors[t.Key].Values));
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(-1)]
    public void Read_OfATruncatedFile_IsRefused(int length)
    {
        new Safetensors { Tensors = { ["a"] = new([4], [1, 2, 3, 4]) } }.Write(File);
        var bytes = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Refused("is broken");
    }

    [Theory]
    [InlineData("{{", "header cannot be read")]
    [InlineData("[1, 2]", "header cannot be read")]
    [InlineData("""{"a": 1}""", "header cannot be read")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2]}}""", "header cannot be read")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 6]}}""", "header cannot be read")]
    [InlineData("""{"a": {"dtype": "I64", "shape": [2], "data_offsets": [0, 16]}}""", "has dtype I64; allowed: F32, F16, BF16 or F64.")]
    [InlineData("""{"a": {"dtype": "F16", "shape": [4], "data_offsets": [0, 16]}}""", "does not fit")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""",
        "tensor 'a' is there twice"
    )]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}, "b": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}""",
        "overlap"
    )]
    [InlineData("""{"a": {"dtype": "F32", "shape": [4], "data_offsets": [9223372036854775807, -9223372036854775793]}}""", "does not fit")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}, "__metadata__": {"step": 12}}""",
        "header cannot be read"
    )]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 16]}}""", "does not fit")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [-2, -1], "data_offsets": [0, 8]}}""", "does not fit")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [8], "data_offsets": [0, 32]}}""", "does not fit")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}}""", "does not fit")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [4294967296, 4294967296, 4294967296, 4294967296], "data_offsets": [0, 8]}}""",
        "header cannot be read"
    )]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}, "b": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""",
        "overlap"
    )]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""",
        "gap"
    )]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", "8 bytes after")]
    public void Read_OfABrokenHeader_SaysWhatIsWrong(string header, string says)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        System.IO.File.WriteAllBytes(File, bytes);
        Refused(says);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1L << 60)]
    [InlineData(99_999_999)]
    [InlineData(long.MaxValue)]
    public void Read_OfAnImpossibleHeaderLength_IsRefused(long length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        System.IO.File.WriteAllBytes(File, bytes);
        Refused("claims");
    }

    [Fact]
    public void Read_OfTheReferencesFloats_HasTheirValues()
    {
        var file = Safetensors.Read(Fixture("floats"));
        Assert.Equal(["brain", "double", "half", "single"], file.Tensors.Keys.Order());
        Same([2, 3], [1.5f, -2.25f, 0, float.MaxValue, 1.17549435e-38f, float.PositiveInfinity], "single");
        // Rounded to the nearest, which of numbers too large is infinity and of those too small 0.
        Same([4], [1.5f, -0.1f, float.PositiveInfinity, 0], "double");
        Same([2, 2, 2], [1, -2, 65504, 6.1035156e-5f, 5.9604645e-8f, float.PositiveInfinity, float.NaN, -0f], "half");
        Same([6, 1], [1, -2, 3.140625f, 3.3895314e38f, float.PositiveInfinity, float.NaN], "brain");

        void Same(long[] shape, float[] values, string name)
        {
            Assert.Equal(shape, file.Tensors[name].Shape);
            Assert.Equal(
                values.Select(BitConverter.SingleToInt32Bits),
                file.Tensors[name].Values.Select(v => BitConverter.SingleToInt32Bits(float.IsNaN(v) ? float.NaN : v))
            );
        }
    }

    [Fact]
    public void Read_OfTheReferencesShapesAndMetadata_HasThem()
    {
        var file = Safetensors.Read(Fixture("shapes"));
        Assert.Equal([7f], file.Tensors["scalar"].Values);
        Assert.Empty(file.Tensors["scalar"].Shape);
        Assert.Equal([0L, 3], file.Tensors["empty"].Shape);
        Assert.Equal([1f], file.Tensors["ä \"quoted\""].Values);
        Assert.Equal([new("format", "pt"), new("note", "two\nlines")], file.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal));
        Assert.Empty(Safetensors.Read(Fixture("none")).Tensors);
        Assert.Equal("12", Safetensors.Read(Fixture("none")).Metadata["step"]);
        Assert.Contains("tensor 'ids' of", Assert.Throws<InvalidInputException>(() => Safetensors.Read(Fixture("integers"))).Message);
    }

    // By the format's description alone: any reader will do.
    [Fact]
    public void Write_ReadByPython_IsTheFormat()
    {
        new Safetensors
        {
            Metadata = { ["step"] = "12" },
            Tensors =
            {
                ["b/ä"] = new([2, 3], [1, 2, 3, 4, 5, -6.5f]),
                ["a"] = new([], [7]),
                ["none"] = new([0, 4], []),
            },
        }.Write(File);
        const string script = """
            import json, struct, sys
            data = open(sys.argv[1], 'rb').read()
            length, = struct.unpack('<Q', data[:8])
            header = json.loads(data[8:8 + length].decode('utf-8'))
            assert length % 8 == 0 and data[8:9] == b'{', length
            print(header.pop('__metadata__'))
            at = 0
            for name, tensor in sorted(header.items(), key=lambda t: t[1]['data_offsets']):
                start, end = tensor['data_offsets']
                assert start == at and tensor['dtype'] == 'F32' and set(tensor) == {'dtype', 'shape', 'data_offsets'}
                at = end
                values = struct.unpack(f'<{(end - start) // 4}f', data[8 + length + start:8 + length + end])
                print(ascii(name), tensor['shape'], list(values))
            assert 8 + length + at == len(data)
            """;
        Assert.SkipUnless(Runs("python3"), "python3 is not installed");
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script, File]) { RedirectStandardOutput = true })!;
        Assert.Equal(
            "{'step': '12'}\n'a' [] [7.0]\n'b/\\xe4' [2, 3] [1.0, 2.0, 3.0, 4.0, 5.0, -6.5]\n'none' [0, 4] []\n",
            python.StandardOutput.ReadToEnd().ReplaceLineEndings("\n")
        );
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
    }

    [Fact]
    public void Write_OnAFullDisk_KeepsTheFileThatWasThereAndNoOther()
    {
        var disk = _folder["disk"];
        Directory.CreateDirectory(disk);
        using var mount = Mount.Memory(disk, 1 << 20);
        Assert.SkipUnless(mount.WhyNot is null, mount.WhyNot ?? "");
        var path = Path.Combine(disk, "file.safetensors");
        new Safetensors { Tensors = { ["a"] = new([4], [1, 2, 3, 4]) } }.Write(path);
        var error = Assert.Throws<IOException>(() =>
            new Safetensors { Tensors = { ["a"] = new([1 << 20], new float[1 << 20]) } }.Write(path)
        );
        Assert.StartsWith($"{path} cannot be written, and is as it was before (No space left on device", error.Message);
        Assert.Equal([path], Directory.GetFiles(disk));
        Assert.Equal([1f, 2, 3, 4], Safetensors.Read(path).Tensors["a"].Values);
        // What made it full is gone, too.
        new Safetensors { Tensors = { ["a"] = new([1 << 16], new float[1 << 16]) } }.Write(path);
    }

    [Fact]
    public void Read_OfAGitLfsPointer_SaysHowToFetchTheFile()
    {
        System.IO.File.WriteAllText(File, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 842080357\n");
        Refused($"{File} is a Git LFS pointer; allowed: a whole safetensors file. Fetch it with 'git lfs pull'.");
    }

    [Fact]
    public void Read_OfNoFile_IsRefused() => Refused("no file");

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".safetensors");

    private static bool Runs(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => System.IO.File.Exists(Path.Combine(folder, program)));

    private void Refused(string says) => Assert.Contains(says, Assert.Throws<InvalidInputException>(() => Safetensors.Read(File)).Message);
}
