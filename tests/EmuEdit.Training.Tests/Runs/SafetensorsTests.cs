using System.Buffers.Binary;
using System.Text;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Training.Tests.Runs;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["file.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OfWritten_GivesTheSame()
    {
        var file = new Safetensors { Metadata = { ["step"] = "12" }, Tensors = { ["b/ä"] = new([2, 3], [1, 2, 3, 4, 5, float.NaN]), ["a"] = new([], [7]), ["none"] = new([0, 4], []) } };
        file.Write(File);
        var read = Safetensors.Read(File);
        Assert.Equal("12", read.Metadata["step"]);
        Assert.Equal(file.Tensors.Keys.Order(), read.Tensors.Keys.Order());
        Assert.All(file.Tensors, t => Assert.Equal(t.Value.Shape, read.Tensors[t.Key].Shape));
        Assert.All(file.Tensors, t => Assert.Equal(t.Value.Values, read.Tensors[t.Key].Values));
        Assert.False(System.IO.File.Exists(File + ".unfinished"));
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
    [InlineData("""{"a": {"dtype": "F16", "shape": [4], "data_offsets": [0, 8]}}""", "F16")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 16]}}""", "does not fit")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [-2, -1], "data_offsets": [0, 8]}}""", "does not fit")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [8], "data_offsets": [0, 32]}}""", "does not fit")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}}""", "does not fit")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [4294967296, 4294967296, 4294967296, 4294967296], "data_offsets": [0, 8]}}""", "header cannot be read")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}, "b": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""", "overlap")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""", "gap")]
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
    [InlineData(long.MaxValue)]
    public void Read_OfAnImpossibleHeaderLength_IsRefused(long length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        System.IO.File.WriteAllBytes(File, bytes);
        Refused("claims");
    }

    [Fact]
    public void Read_OfNoFile_IsRefused() => Refused("no file");

    private void Refused(string says) => Assert.Contains(says, Assert.Throws<InvalidInputException>(() => Safetensors.Read(File)).Message);
}
