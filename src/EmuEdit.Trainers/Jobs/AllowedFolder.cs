using EmuEdit.Core;

namespace EmuEdit.Trainers;

/// <summary>
/// The folder whose files trainings of a server may use. A path is judged by its target, after all symbolic
/// links are resolved. The target must be a regular file in the folder, or a subfolder that contains only
/// such files and folders. Every other path gives the same error, which does not reveal what exists there.
/// </summary>
public sealed class AllowedFolder
{
    private const int MostEntries = 100_000, MostLinks = 40;

    private readonly string _folder;

    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">The folder does not exist.</exception>
    public AllowedFolder(string folder) => _folder = Directory.Exists(folder)
        ? Real(Path.GetFullPath(folder))!
        : throw new InvalidInputException($"--allow-paths {folder}", "a folder that is there");

    /// <summary>Resolves a path.</summary>
    /// <param name="option">The option that contains the path, for error messages.</param>
    /// <param name="path">The path, absolute or relative to the folder.</param>
    /// <exception cref="InvalidInputException">The path leads to something that is not allowed.</exception>
    public string Resolve(string option, string path)
    {
        try
        {
            if (path.Length > 0 && Real(Path.GetFullPath(path, _folder)) is { } real && IsAllowed(real))
                return real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Treated as if it did not exist.
        }
        throw new InvalidInputException(
            $"{option} '{path}', which cannot be used",
            $"regular files, and folders of them, inside the folder that the server was started with (--allow-paths)",
            "check the path, and where its links lead"
        );
    }

    // Linked folders within a folder are rejected: data sets have none, and they could form endless cycles.
    private bool IsAllowed(string real)
    {
        if (!IsInside(real))
            return false;
        if (!Directory.Exists(real))
            return FileType.IsRegular(real);
        var entries = new DirectoryInfo(real).EnumerateFileSystemInfos(
            "*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.None,
                IgnoreInaccessible = false,
            }
        );
        return entries.Take(MostEntries + 1).Select((entry, i) => i < MostEntries && IsAllowed(entry)).All(allowed => allowed);
    }

    private bool IsAllowed(FileSystemInfo entry) => entry.LinkTarget is null
        ? entry is DirectoryInfo || FileType.IsRegular(entry.FullName)
        : Real(entry.FullName) is { } target && IsInside(target) && FileType.IsRegular(target);

    private bool IsInside(string path) =>
        path == _folder
        || path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Returns a full path with every link resolved; null if its target does not exist.</summary>
    private static string? Real(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var (real, ahead) = (root, new Stack<string>(Parts(path[root.Length..])));
        for (var links = 0; ahead.TryPop(out var part);)
        {
            var next = part == ".." ? Path.GetDirectoryName(real) ?? root : Path.Combine(real, part);
            FileSystemInfo here = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (here.LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks)
                return null;
            if (Path.IsPathRooted(target))
                (real, target) = (root, target[Path.GetPathRoot(target)!.Length..]);
            foreach (var step in Parts(target))
                ahead.Push(step);
        }
        return Path.Exists(real) ? real : null;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").Reverse();
}
