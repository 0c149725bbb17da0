using System.Buffers.Binary;
using System.Text;
using EmuEdit.Core;

namespace EmuEdit.TestKit;

/// <summary>
/// What happens to files and bodies on their way, and what an attacker does to them: the one place
/// where tests take it from.
/// </summary>
public static class Damage
{
    // Where headers are: damage there tells more than among the values.
    private const int Head = 4096;

    /// <summary>What readers of text seldom expect.</summary>
    public static readonly IReadOnlyList<string> Tokens =
    [
        "",
        "-1",
        "0",
        "1,5",
        "1e999",
        "-0",
        "NaN",
        "99999999999",
        "18446744073709551616",
        "null",
        "true",
        "\"",
        "\\u0000",
        "\\ud800",
        "\n",
        "\0",
        "{",
        "[[[[[[[[",
        "]",
        ",",
        ":",
        "../../x",
        "é",
        "%00",
    ];

    private static readonly long[] s_lengths = [0, 1, -1, 0x7FFF, 0xFFFF, int.MaxValue, uint.MaxValue, 1L << 40, long.MaxValue];

    /// <summary>A file that is damaged in one to three ways.</summary>
    /// <param name="file">The file, which stays as it is.</param>
    /// <param name="random">Decides how.</param>
    public static byte[] Of(byte[] file, CounterRandom random)
    {
        for (var n = 1 + random.Next(3); n > 0; n--)
            file = Once(file, random);
        return file;
    }

    private static byte[] Once(byte[] file, CounterRandom random)
    {
        var at = random.Next(random.Chance(0.5f) ? Math.Min(file.Length, Head) : file.Length);
        var count = Math.Min(file.Length - at, 1 + random.Next(random.Chance(0.5f) ? 8 : 256));
        return random.Next(10) switch
        {
            0 => Written(file, at, [(byte)((file.Length > 0 ? file[at] : 0) ^ (1 << random.Next(8)))]),
            1 => Written(file, at, Bytes(count, random)),
            2 => file[..at],
            3 => [.. file[..at], .. file[(at + count)..]],
            4 => [.. file[..at], .. Bytes(count, random), .. file[at..]],
            5 => [.. file[..(at + count)], .. file[at..]],
            6 => Written(file, at, Length(file.Length, random)),
            7 or 8 => Reworded(file, at, random),
            _ => [.. file[..at], .. Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Count)]), .. file[(at + random.Next(2) * count)..]],
        };
    }

    private static byte[] Written(byte[] file, int at, byte[] bytes)
    {
        var written = (byte[])file.Clone();
        bytes.AsSpan(0, Math.Min(bytes.Length, file.Length - at)).CopyTo(written.AsSpan(at));
        return written;
    }

    // The next letter or digit becomes another: text stays text, and says something else.
    private static byte[] Reworded(byte[] file, int at, CounterRandom random)
    {
        var place = Array.FindIndex(file, at, b => char.IsAsciiLetterOrDigit((char)b));
        return place < 0
            ? file
            : Written(file, place, [(byte)(char.IsAsciiDigit((char)file[place]) ? '0' + random.Next(10) : 'a' + random.Next(26))]);
    }

    // A length, in four or eight bytes, in either order.
    private static byte[] Length(int actual, CounterRandom random)
    {
        var (length, bytes) = (random.Chance(0.3f) ? actual - 4 + random.Next(9) : s_lengths[random.Next(s_lengths.Length)], new byte[8]);
        if (random.Chance(0.5f))
            BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        else
            BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        return random.Chance(0.5f) ? bytes : random.Chance(0.5f) ? bytes[..4] : bytes[4..];
    }

    private static byte[] Bytes(int count, CounterRandom random) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextUInt32())];
}
