namespace EmuEdit.Onnx;

/// <summary>Reads facts from a graph's file that the runtime does not report.</summary>
internal static class GraphFile
{
    private const int Block = 1 << 20;

    /// <summary>
    /// Whether a graph draws random numbers: one of its nodes is a RandomNormal or a
    /// RandomNormalLike. The file is searched and not parsed, because it may hold gigabytes of
    /// weights.
    /// </summary>
    /// <param name="path">Path of the graph's file. A missing file draws nothing.</param>
    public static bool DrawsNoise(string path)
    {
        if (!File.Exists(path))
            return false;
        var operation = "RandomNormal"u8;
        var bytes = new byte[Block];
        using var stream = File.OpenRead(path);
        for (int kept = 0, read; (read = stream.Read(bytes, kept, bytes.Length - kept)) > 0;)
        {
            var text = bytes.AsSpan(0, kept + read);
            if (text.IndexOf(operation) >= 0)
                return true;
            // The end of a block may cut the name in two.
            kept = Math.Min(operation.Length - 1, text.Length);
            text[^kept..].CopyTo(bytes);
        }
        return false;
    }
}
