namespace EmuEdit.Imaging.Tests;

/// <summary>The smallest baseline JPEG with four components: one 8 x 8 block of one colour each.</summary>
internal static class JpegFile
{
    /// <summary>An Adobe CMYK picture of 8 x 8 pixels, stored inverted as Adobe does.</summary>
    public static byte[] Cmyk(byte c, byte m, byte y, byte k) =>
    [
        0xFF, 0xD8,
        0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0, // transform 0: CMYK as it is
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        // DC: sizes 0 ... 11 as codes of four bits; AC: only "end of block" as the one-bit code 0.
        0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
        0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0,
        .. Scan([c, m, y, k]),
        0xFF, 0xD9,
    ];

    /// <summary>
    /// A grey picture of 8 x 8 pixels in two scans: its mean, and what differs from it, which is
    /// nothing. Without its end mark.
    /// </summary>
    /// <param name="scans">How many of the scans there are.</param>
    public static byte[] Progressive(byte grey, int scans)
    {
        byte[] mean = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, .. Packed(DirectCurrent(8 * (grey - 128)))],
            rest = [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0, .. Packed("0")];
        return
        [
            0xFF, 0xD8,
            0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
            0xFF, 0xC2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
            0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
            0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            .. mean, .. scans > 1 ? rest : [],
        ];
    }

    private static byte[] Scan(byte[] inks)
    {
        return Packed(string.Concat(inks.Select(ink => DirectCurrent(8 * (255 - ink - 128)) + "0")));
    }

    private static byte[] Packed(string bits)
    {
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        return [.. bits.Chunk(8).Select(b => Convert.ToByte(new string(b), 2)).SelectMany(b => b == 0xFF ? new byte[] { 0xFF, 0 } : [b])];
    }

    private static string DirectCurrent(int value)
    {
        var size = value == 0 ? 0 : (int)Math.Log2(Math.Abs(value)) + 1;
        var magnitude = value >= 0 ? value : value + (1 << size) - 1;
        return Convert.ToString(size, 2).PadLeft(4, '0') + (size == 0 ? "" : Convert.ToString(magnitude, 2).PadLeft(size, '0'));
    }
}
