namespace EmuEdit.Cli.Terminal;

/// <summary>Tells whether two paths are one file. Folders on the way to it may be symbolic links.</summary>
internal static class FileIdentity
{
    private static readonly StringComparison s_names = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The first of the outputs that, when it is written, replaces what is read from <paramref name="input"/>, which may be a symbolic link; null where there is none.</summary>
    public static string? Replaced(IEnumerable<string> outputs, string input)
    {
        string[] places = [Place(input), Target(Place(input))];
        // A file is replaced where its name stands: a link there goes, and what it leads to stays.
        return outputs.FirstOrDefault(output => places.Any(place => Path.GetFileName(place).Equals(Path.GetFileName(output), s_names) && place.Equals(Place(output), s_names)));
    }

    // The path with the links of its folders followed.
    private static string Place(string path)
    {
        var full = Path.GetFullPath(path);
        return Path.GetDirectoryName(full) is { } folder ? Path.Combine(Target(Place(folder)), Path.GetFileName(full)) : full;
    }

    private static string Target(string path) => Path.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? Place(target.FullName) : path;
}
