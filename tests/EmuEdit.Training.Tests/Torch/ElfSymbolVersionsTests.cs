using System.Buffers.Binary;
using EmuEdit.Training.Torch;

namespace EmuEdit.Training.Tests.Torch;

public class ElfSymbolVersionsTests
{
    private const int Headers = 0x40,
        HeaderSize = 0x40,
        Needs = 0x140,
        Names = 0x1C0,
        FirstFlags = Needs + 16 + 4,
        SecondFlags = Needs + 32 + 4,
        ThirdFlags = Needs + 64 + 4;

    [Fact]
    public void Weaken_OfANeededVersion_SetsItsFlagAndNothingElse()
    {
        var (file, before) = (Library(), Library());
        Assert.Equal(1, new ElfSymbolVersions(file).Weaken("V_2"));
        before[SecondFlags] |= 2;
        Assert.Equal(before, file);
    }

    [Fact]
    public void Weaken_OfAVersionThatTwoLibrariesNeed_MarksBoth()
    {
        var file = Library();
        Assert.Equal(2, new ElfSymbolVersions(file).Weaken("V_1"));
        Assert.Equal((2, 0, 2), (file[FirstFlags], file[SecondFlags], file[ThirdFlags]));
    }

    [Fact]
    public void Weaken_OfAVersionThatIsNotNeeded_LeavesTheFile()
    {
        var file = Library();
        Assert.Equal(0, new ElfSymbolVersions(file).Weaken("V_"));
        Assert.Equal(Library(), file);
    }

    // Three section headers: none, the needed versions (one library with V_1 and V_2, one with V_1), their names.
    private static byte[] Library()
    {
        var file = new byte[0x200];
        U64(0x28, Headers);
        U16(0x3A, HeaderSize);
        U16(0x3C, 3);
        U32(Headers + HeaderSize + 4, 0x6ffffffe);
        U64(Headers + HeaderSize + 0x18, Needs);
        U32(Headers + HeaderSize + 0x28, 2);
        U64(Headers + 2 * HeaderSize + 0x18, Names);
        Need(Needs, versions: 2, next: 48);
        Version(Needs + 16, name: 1, next: 16);
        Version(Needs + 32, name: 5, next: 0);
        Need(Needs + 48, versions: 1, next: 0);
        Version(Needs + 64, name: 1, next: 0);
        "\0V_1\0V_2\0"u8.CopyTo(file.AsSpan(Names));
        return file;

        void Need(int at, ushort versions, uint next)
        {
            U16(at, 1);
            U16(at + 2, versions);
            U32(at + 8, 16);
            U32(at + 12, next);
        }

        void Version(int at, uint name, uint next)
        {
            U32(at + 8, name);
            U32(at + 12, next);
        }

        void U16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        void U64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
    }
}
