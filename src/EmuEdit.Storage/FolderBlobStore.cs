using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EmuEdit.Core;

namespace EmuEdit.Storage;

/// <summary>
/// Blobs as files in a folder. A blob is written to a temporary file, flushed and renamed. So a killed process or a power failure leaves
/// either the old or the new content, and the new one once <see cref="PutAsync"/> has returned. (A deleted blob may come back after a power
/// failure.) The ETag is a hash of the content, so the same content always has the same ETag. Writers, also those in other processes on
/// this machine, take turns to compare and rename.
/// </summary>
public sealed class FolderBlobStore : IBlobStore, IDisposable
{
    // No blob can have these names, see BlobName.
    private const string LockFile = ".lock",
        PartialPrefix = ".partial-";
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10),
        LockPause = TimeSpan.FromMilliseconds(1),
        PartialLifetime = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Opens the store in a folder, and creates the folder if it does not exist.</summary>
    /// <exception cref="BlobStoreException">The folder cannot be created.</exception>
    public FolderBlobStore(string folder)
    {
        _root = Path.GetFullPath(folder);
        Try(
            $"Folder {_root} cannot be used",
            () =>
            {
                DurableFolder.Create(_root);
                // An existing lock file is not opened, because another process may hold it. So a read-only folder can be read.
                if (!File.Exists(Path.Combine(_root, LockFile)))
                    using (File.Open(Path.Combine(_root, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)) { }
                foreach (
                    var left in new DirectoryInfo(_root)
                        .EnumerateFiles(PartialPrefix + "*")
                        .Where(f => f.LastWriteTimeUtc < DateTime.UtcNow - PartialLifetime)
                )
                    left.Delete();
                return true;
            }
        );
    }

    // Reading or writing a local file takes less time than switching to another thread.

    /// <inheritdoc/>
    public Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<Blob?>(cancellationToken) : Task.FromResult(Read(name));

    /// <inheritdoc/>
    public async Task<string> PutAsync(
        string name,
        ReadOnlyMemory<byte> content,
        BlobCondition condition = default,
        CancellationToken cancellationToken = default
    )
    {
        var path = PathOf(name);
        var folder = Path.GetDirectoryName(path)!;
        var partial = Path.Combine(_root, PartialPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteFlushed(partial, content.Span);
            using (await LockAsync(cancellationToken).ConfigureAwait(false))
            {
                Require(name, condition);
                DurableFolder.Create(folder);
                File.Move(partial, path, overwrite: true);
            }
            DurableFolder.Flush(folder);
            return ETagOf(content.Span);
        }
        catch (Exception e) when (e is IOException and not BlobStoreException or UnauthorizedAccessException)
        {
            throw Failure($"Blob {name} cannot be written", e);
        }
        finally
        {
            DeleteQuietly(partial);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var path = PathOf(name);
        using (await LockAsync(cancellationToken).ConfigureAwait(false))
            return Try($"Blob {name} cannot be deleted", () =>
            {
                if (!File.Exists(path))
                    return false;
                File.Delete(path);
                DeleteEmptyFolders(Path.GetDirectoryName(path)!);
                return true;
            });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var name in Try($"Blobs {prefix}* cannot be listed", () => Names(prefix)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <summary>The folder.</summary>
    internal string Root => _root;

    /// <summary>Disposes of the store. No call may be in progress.</summary>
    public void Dispose() => _turn.Dispose();

    private List<string> Names(string prefix)
    {
        var folder = new DirectoryInfo(
            Path.Combine(_root, prefix.LastIndexOf('/') is >= 0 and var slash ? BlobName.Check(prefix[..slash]) : "")
        );
        if (!folder.Exists)
            return [];
        var names = folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(f => f.Name[0] != '.')
            .Select(f => Path.GetRelativePath(_root, f.FullName).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal));
        return [.. names.Order(StringComparer.Ordinal)];
    }

    // The caller holds the lock, so nobody else is about to write to these folders.
    private void DeleteEmptyFolders(string folder)
    {
        for (; folder != _root && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
            Directory.Delete(folder);
    }

    private Blob? Read(string name)
    {
        var path = PathOf(name);
        try
        {
            var content = File.ReadAllBytes(path);
            return new(content, ETagOf(content));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure($"Blob {name} cannot be read", e);
        }
    }

    private static void WriteFlushed(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private void Require(string name, BlobCondition condition)
    {
        if (condition == default)
            return;
        var etag = Read(name)?.ETag;
        if (condition.MustBeMissing ? etag is not null : etag != condition.ETag)
            throw new StaleBlobException(name);
    }

    // Threads queue at the semaphore, so that only processes compete for the lock file. The lock on the file ends with its process.
    internal async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new Turn(_turn, await OpenLockFileAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    private async Task<FileStream> OpenLockFileAsync(CancellationToken cancellationToken)
    {
        for (var deadline = Environment.TickCount64 + LockTimeout.TotalMilliseconds; ;)
            try
            {
                return new FileStream(Path.Combine(_root, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (Exception e)
                when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException
                    || e is IOException && Environment.TickCount64 > deadline
                )
            {
                throw Failure($"Folder {_root} cannot be locked", e);
            }
            catch (IOException)
            {
                await Task.Delay(LockPause, cancellationToken).ConfigureAwait(false);
            }
    }

    private string PathOf(string name) => Path.Combine(_root, BlobName.Check(name));

    private static string ETagOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));

    private static T Try<T>(string failure, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(failure, e);
        }
    }

    private static BlobStoreException Failure(string what, Exception e) => new($"{what}: {e.Message}", e);

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file that is left is not a blob, because its name begins with a dot. The earlier failure is the one to report.
        }
    }

    private sealed class Turn(SemaphoreSlim semaphore, FileStream file) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            semaphore.Release();
        }
    }
}
