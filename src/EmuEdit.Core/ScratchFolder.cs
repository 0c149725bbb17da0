namespace EmuEdit.Core;

/// <summary>A folder of its own, deleted with all that is in it when it is disposed of.</summary>
/// <param name="parent">Where it is; made when missing.</param>
public sealed class ScratchFolder(string parent) : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(parent, "emuedit-" + Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>Every file in it, by its path from here with / between folders.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace(System.IO.Path.DirectorySeparatorChar, '/'));

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
