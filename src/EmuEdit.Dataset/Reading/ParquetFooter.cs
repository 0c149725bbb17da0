using System.Buffers.Binary;

namespace EmuEdit.Dataset;

/// <summary>
/// Walks the footer of a Parquet file, a struct in Thrift's compact protocol, to check that it ends where it must. Without this check, the
/// decoder would never return on a damaged footer.
/// </summary>
/// <param name="footer">The whole footer.</param>
internal ref struct ParquetFooter(ReadOnlySpan<byte> footer)
{
    // Real footers are at most eight levels deep.
    private const int MostDepth = 32,
        MarkLength = 4;
    private const int True = 1,
        False = 2,
        Byte = 3,
        Integer16 = 4,
        Integer64 = 6,
        Double = 7,
        Binary = 8,
        List = 9,
        Set = 10,
        Map = 11,
        Struct = 12;

    private ReadOnlySpan<byte> _left = footer;

    /// <summary>Checks the footer of a file.</summary>
    /// <exception cref="InvalidDataException">The file is too short, or its footer does not end where it must.</exception>
    public static void Check(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> end = stackalloc byte[sizeof(int) + MarkLength];
        file.Position = Math.Max(0, file.Length - end.Length);
        if (file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) < end.Length)
            throw new InvalidDataException($"it has {file.Length} bytes");
        var length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (length < 0 || length > file.Length - end.Length)
            throw new InvalidDataException($"its footer claims {length} bytes");
        var bytes = new byte[length];
        file.Position = file.Length - end.Length - length;
        file.ReadExactly(bytes);
        var footer = new ParquetFooter(bytes);
        footer.Skip(Struct, 0);
        if (footer._left.Length > 0)
            throw Broken();
    }

    private static InvalidDataException Broken() => new("its footer does not end where it must");

    private void Skip(int type, int depth)
    {
        if (depth > MostDepth)
            throw Broken();
        switch (type)
        {
            case True or False or Byte:
                Take(1);
                break;
            case >= Integer16 and <= Integer64:
                Number();
                break;
            case Double:
                Take(sizeof(double));
                break;
            case Binary:
                Take(Number());
                break;
            case List or Set:
                SkipList(depth);
                break;
            case Map:
                SkipMap(depth);
                break;
            case Struct:
                SkipStruct(depth);
                break;
            default:
                throw Broken();
        }
    }

    private void SkipList(int depth)
    {
        var head = Take(1)[0];
        for (var left = head >> 4 is 15 ? Number() : (ulong)head >> 4; left > 0; left--)
            Skip(head & 15, depth + 1);
    }

    private void SkipMap(int depth)
    {
        var size = Number();
        var types = size > 0 ? Take(1)[0] : (byte)0;
        for (; size > 0; size--)
        {
            Skip(types >> 4, depth + 1);
            Skip(types & 15, depth + 1);
        }
    }

    private void SkipStruct(int depth)
    {
        while (Take(1)[0] is var head && head != 0)
        {
            // A field's number is a difference to the previous one, or is written in full. The two boolean types have no content.
            if (head >> 4 == 0)
                Number();
            if ((head & 15) is not (True or False) and var type)
                Skip(type, depth + 1);
        }
    }

    private ulong Number()
    {
        for (var (value, shift) = (0ul, 0); shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
                return value;
        }
        throw Broken();
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_left.Length)
            throw Broken();
        var taken = _left[..(int)length];
        _left = _left[(int)length..];
        return taken;
    }
}
