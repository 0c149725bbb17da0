namespace EmuEdit.Core;

/// <summary>Files that appear whole or not at all, also after a power cut: the content is on disk before the file has its name.</summary>
public static class AtomicFile
{
    /// <summary>How the name of a file ends while it is written; a killed process may leave one behind.</summary>
    public const string Partial = ".partial";

    /// <summary>Writes <paramref name="bytes"/> beside <paramref name="path"/> and renames; an existing file is replaced, folders are made.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="bytes">All of its content.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, static (stream, all) => stream.Write(all));

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, in UTF-8.</summary>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, written piece by piece.</summary>
    /// <typeparam name="T">What is written.</typeparam>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="content">Handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes the content to the stream; when it throws, the file is as it was before.</param>
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

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, written piece by piece and asynchronously.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="write">Writes the content to the stream, which can seek; when it throws, the file is as it was before.</param>
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
