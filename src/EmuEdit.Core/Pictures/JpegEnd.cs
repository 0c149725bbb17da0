namespace EmuEdit.Core;

/// <summary>
/// JPEG files without an end mark, as some cameras and programs write them. Decoders fill the
/// missing data of a truncated file with grey. To find out whether all pixels are there, the file
/// is decoded twice with different bytes appended. When both images are equal, the decoder read
/// none of those bytes.
/// </summary>
public static class JpegEnd
{
    private const byte Mark = 0xFF, Start = 0xD8, End = 0xD9, Scan = 0xDA, Progressive = 0xC2;
    private const int Filler = 512, Coefficients = 64;

    /// <summary>Whether a JPEG has no end mark after the mark of its last scan.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> file) =>
        file.StartsWith([Mark, Start]) && file.LastIndexOf([Mark, End]) <= file.LastIndexOf([Mark, Scan]);

    /// <summary>Whether such a file has all of its pixels.</summary>
    /// <param name="file">The file.</param>
    /// <param name="decode">
    /// Returns a fingerprint of the decoded image, for example its hash; null when the file cannot
    /// be decoded.
    /// </param>
    public static bool IsWhole(ReadOnlySpan<byte> file, Func<byte[], string?> decode)
    {
        ArgumentNullException.ThrowIfNull(decode);
        if (!HasEveryScan(file))
            return false;
        // Bytes without a pattern, none of which begins a mark.
        var (filler, random) = (new byte[Filler], new CounterRandom(0));
        for (var i = 0; i < filler.Length; i++)
            filler[i] = (byte)random.Next(Mark);
        return decode(Ended(file)) is { } ended && decode([.. file, .. filler, Mark, End]) == ended;
    }

    /// <summary>The file with an end mark.</summary>
    public static byte[] Ended(ReadOnlySpan<byte> file) => [.. file, Mark, End];

    // A progressive image comes in scans. Each adds bits to some coefficients, and all coefficients
    // must have reached their last bit.
    private static bool HasEveryScan(ReadOnlySpan<byte> file)
    {
        var (isProgressive, left) = (false, new Dictionary<byte, int[]>());
        for (var at = 2; at + 4 <= file.Length;)
        {
            var (type, length) = (file[at + 1], (file[at + 2] << 8) | file[at + 3]);
            if (file[at] != Mark || type is 0 or Mark or (>= 0xD0 and <= 0xD7))
            {
                at++;
                continue;
            }
            if (at + 2 + length > file.Length || length < 2)
                return false;
            var segment = file.Slice(at + 4, length - 2);
            if (type == Progressive && segment.Length > 5)
                (isProgressive, left) = (true, Components(segment));
            if (type == Scan && !Take(segment, left))
                return false;
            at += 2 + length;
        }
        return !isProgressive || left.Values.All(bits => bits.AsSpan().IndexOfAnyExcept(0) < 0);
    }

    private static Dictionary<byte, int[]> Components(ReadOnlySpan<byte> frame)
    {
        var left = new Dictionary<byte, int[]>();
        for (var i = 6; i + 3 <= frame.Length; i += 3)
            left[frame[i]] = [.. Enumerable.Repeat(int.MaxValue, Coefficients)];
        return left;
    }

    // Reads the components, the first and last coefficient, and how many low bits are still missing.
    private static bool Take(ReadOnlySpan<byte> scan, Dictionary<byte, int[]> left)
    {
        if (scan.Length < 1 || scan.Length < 4 + 2 * scan[0])
            return false;
        var (first, last, bits) = (scan[1 + 2 * scan[0]], scan[2 + 2 * scan[0]], scan[3 + 2 * scan[0]] & 15);
        for (var i = 0; i < scan[0]; i++)
            if (left.TryGetValue(scan[1 + 2 * i], out var component) && first <= last && last < Coefficients)
                component.AsSpan(first, last - first + 1).Fill(bits);
        return true;
    }
}
