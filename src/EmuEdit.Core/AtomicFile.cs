namespace EmuEdit.Core;

/// <summary>
/// Writes files that appear whole or not at all, also after a power cut: the content is on disk
/// before the file gets its name.
/// </summary>
public static class AtomicFile
{
    /// <summary>Suffix of a file's name while it is written; a killed process may leave such a file.</summary>
    public const string Partial = ".partial";

    /// <summary>
    /// Writes <paramref name="bytes"/> to a file beside <paramref name="path"/> and renames it.
    /// Replaces an existing file and creates missing folders.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="bytes">The whole content.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, static (stream, all) => stream.Write(all));

    /// <summary>Writes text in UTF-8, like <see cref="Write(string, ReadOnlySpan{byte})"/>.</summary>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes content piece by piece, like <see cref="Write(string, ReadOnlySpan{byte})"/>.</summary>
    /// <typeparam name="T">Type of the content.</typeparam>
    /// <param name="path">Path of the file.</param>
    /// <param name="content">The content, passed to <paramref name="write"/>.</param>
    /// <param name="write">Writes the content to the stream. When it throws, the previous file stays unchanged.</param>
    public static void Write<T>(string path, T content, Action<Stream, T> write) where T : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(write);
        var (full, temporary) = Prepare(path);
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream, content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Writes content piece by piece and asynchronously, like
    /// <see cref="Write(string, ReadOnlySpan{byte})"/>.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="write">
    /// Writes the content to the stream, which can seek. When it throws, the previous file stays
    /// unchanged.
    /// </param>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var (full, temporary) = Prepare(path);
        try
        {
            var stream = File.Create(temporary);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static (string Full, string Temporary) Prepare(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return (full, $"{full}.{Environment.ProcessId}{Partial}");
    }
}
