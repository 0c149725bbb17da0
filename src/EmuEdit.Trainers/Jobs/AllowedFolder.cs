using EmuEdit.Core;

namespace EmuEdit.Trainers;

/// <summary>
/// The folder whose files trainings of a server may name. A path counts as what it leads to, all symbolic links followed; that must be a regular file of the folder, or a folder in it of nothing but such
/// files and folders. Of everything else the answer is one and the same: it does not tell what is there.
/// </summary>
public sealed class AllowedFolder
{
    private const int MostEntries = 100_000, MostLinks = 40;

    private readonly string _folder;

    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidInputException">It is not there.</exception>
    public AllowedFolder(string folder) => _folder = Directory.Exists(folder)
        ? Real(Path.GetFullPath(folder))!
        : throw new InvalidInputException($"--allow-paths {folder}", "a folder that is there");

    /// <summary>What a path leads to.</summary>
    /// <param name="option">The option that names it, for errors.</param>
    /// <param name="path">Absolute, or relative to the folder.</param>
    /// <exception cref="InvalidInputException">It leads to anything else than what is allowed.</exception>
    public string Resolve(string option, string path)
    {
        try
        {
            if (path.Length > 0 && Real(Path.GetFullPath(path, _folder)) is { } real && IsAllowed(real))
                return real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // As if it were not there.
        }
        throw new InvalidInputException($"{option} '{path}', which cannot be used", $"regular files, and folders of them, inside the folder that the server was started with (--allow-paths)", "check the path, and where its links lead");
    }

    // Folders behind links within a folder are refused: data sets have none, and there would be no end to them.
    private bool IsAllowed(string real)
    {
        if (!IsInside(real))
            return false;
        if (!Directory.Exists(real))
            return FileType.IsRegular(real);
        var entries = new DirectoryInfo(real).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false });
        return entries.Take(MostEntries + 1).Select((entry, i) => i < MostEntries && IsAllowed(entry)).All(allowed => allowed);
    }

    private bool IsAllowed(FileSystemInfo entry) => entry.LinkTarget is null
        ? entry is DirectoryInfo || FileType.IsRegular(entry.FullName)
        : Real(entry.FullName) is { } target && IsInside(target) && FileType.IsRegular(target);

    private bool IsInside(string path) => path == _folder || path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A full path with every link in it followed; null where it leads nowhere.</summary>
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

    private static IEnumerable<string> Parts(string path) => path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").Reverse();
}
