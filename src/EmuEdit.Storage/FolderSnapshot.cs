using System.Runtime.InteropServices;

namespace EmuEdit.Storage;

/// <summary>
/// Copies all blobs of a folder as they are at one moment, while other processes write. A blob's file is replaced and never changed. So the
/// moment is that of making a second name for each file, which takes milliseconds; only then are the files copied.
/// </summary>
public static partial class FolderSnapshot
{
    /// <summary>Copies the blobs.</summary>
    /// <param name="store">The store.</param>
    /// <param name="to">The folder of the copy. It must not exist.</param>
    /// <param name="scratch">
    /// A folder on the same disk as the store, for the second names. It must not exist, and is
    /// deleted at the end.
    /// </param>
    /// <param name="cancellationToken">Stops the copy, which is then incomplete.</param>
    /// <returns>Number of blobs.</returns>
    /// <exception cref="IOException">A folder cannot be read or written.</exception>
    public static async Task<int> CopyAsync(FolderBlobStore store, string to, string scratch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        try
        {
            var (count, linked) = (0, true);
            using (await store.LockAsync(cancellationToken).ConfigureAwait(false))
                (count, linked) = Walk(store.Root, scratch, Link, cancellationToken) is { } all
                    ? (all, true)
                    // A disk without second names: writers wait for the copy.
                    : (Walk(store.Root, to, Copy, cancellationToken) ?? 0, false);
            if (linked)
                Walk(scratch, to, Copy, cancellationToken);
            return count;
        }
        finally
        {
            if (Directory.Exists(scratch))
                Directory.Delete(scratch, recursive: true);
        }
    }

    // Null if a file could not be taken over. Hidden files belong to the store.
    private static int? Walk(string from, string to, Func<string, string, bool> take, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(to);
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Path.GetFileName(file).StartsWith('.'))
                continue;
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!take(file, target))
                return null;
            count++;
        }
        return count;
    }

    private static bool Link(string from, string to) =>
        OperatingSystem.IsWindows() ? CreateHardLink(to, from, 0) : LinkUnix(from, to) == 0;

    private static bool Copy(string from, string to)
    {
        File.Copy(from, to);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkUnix(string from, string to);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string to, string from, nint reserved);
}
