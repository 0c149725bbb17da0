namespace EmuEdit.Core;

/// <summary>A new folder with a unique name. Disposing it deletes the folder with its content.</summary>
/// <param name="parent">The parent folder; created when missing.</param>
public sealed class ScratchFolder(string parent) : IDisposable
{
    /// <summary>Full path of the folder.</summary>
    public string Path { get; } =
        Directory.CreateDirectory(System.IO.Path.Combine(parent, "emuedit-" + Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>Every file in the folder, by its relative path with / between folders.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace(System.IO.Path.DirectorySeparatorChar, '/'));

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
