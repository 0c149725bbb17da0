using System.Security.Cryptography;
using System.Text;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// Stores tasks in the bundle's own <c>task_embeddings.safetensors</c>. Changes are visible at
/// once. Processes on one machine that change it wait for each other.
/// </summary>
public sealed class FileTaskStore : ITaskStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private Snapshot _snapshot;

    /// <summary>Opens the tasks of a bundle.</summary>
    /// <param name="bundle">The bundle's folder.</param>
    /// <exception cref="InvalidInputException">
    /// The file is missing, broken or empty, or its vectors differ in length.
    /// </exception>
    public FileTaskStore(string bundle)
    {
        (Bundle, _path) = (bundle, PathIn(bundle));
        _snapshot = Snapshot.Of(_path);
    }

    /// <inheritdoc/>
    public string Bundle { get; }

    // Reading a file's time costs some microseconds and notices changes on every file system; a
    // watcher fails on network file systems.
    /// <inheritdoc/>
    public TaskTable Current
    {
        get
        {
            var snapshot = Volatile.Read(ref _snapshot);
            // When the file is missing, for a moment or for good, the last table stays in use.
            if (Snapshot.StampOf(_path) is not { } stamp || stamp == snapshot.Stamp)
                return snapshot.Table;
            var read = Snapshot.Of(_path);
            if (read.Table.Width != snapshot.Table.Width)
                throw new InvalidInputException(
                    $"{_path} with vectors of {read.Table.Width} values",
                    $"{snapshot.Table.Width}, as the model takes",
                    "put the bundle's own file back"
                );
            Volatile.Write(ref _snapshot, read);
            return read.Table;
        }
    }

    /// <summary>Returns the path of a bundle's file.</summary>
    /// <exception cref="InvalidInputException">The file is missing.</exception>
    public static string PathIn(string bundle) => BundleFiles.Require(bundle, "task_embeddings.safetensors");

    /// <inheritdoc/>
    public Task<TaskTable> ReadAsync(CancellationToken cancellationToken = default) => Task.FromResult(TaskTable.Read(_path));

    /// <inheritdoc/>
    public async Task<TaskTable> ChangeAsync(Func<TaskTable, TaskTable> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        var before = TaskTable.Read(_path);
        var after = change(before);
        if (!ReferenceEquals(after, before))
            after.Write(_path);
        return after;
    }

    // The lock is elsewhere, so that the bundle's folder holds only its own files. A change takes milliseconds.
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(_path))).AsSpan(0, 8));
        var path = Path.Combine(Path.GetTempPath(), $"emuedit-tasks-{name}.lock");
        for (var waited = TimeSpan.Zero; ; waited += Pause)
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e)
            {
                if (waited >= Patience)
                    throw new IOException(
                        $"{_path} is being changed by another process for {Patience.TotalSeconds:0} s; it holds {path}",
                        e
                    );
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
    }

    private sealed record Snapshot((DateTime, long)? Stamp, TaskTable Table)
    {
        // The stamp is read first, so a change in between is noticed the next time.
        public static Snapshot Of(string path) => new(StampOf(path), TaskTable.Read(path));

        public static (DateTime, long)? StampOf(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
        }
    }
}
