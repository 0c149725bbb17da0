namespace EmuEdit.Cli.Terminal;

/// <summary>Finds out whether two paths lead to the same file. Their folders may be symbolic links.</summary>
internal static class FileIdentity
{
    private static readonly StringComparison s_names = OperatingSystem.IsLinux()
        ? StringComparison.Ordinal
        : StringComparison.OrdinalIgnoreCase;

    /// <summary>
    /// Returns the first output whose writing would replace the file that is read from <paramref name="input"/>, which may be a symbolic
    /// link. Returns null if there is none.
    /// </summary>
    public static string? Replaced(IEnumerable<string> outputs, string input)
    {
        string[] places = [Place(input), Target(Place(input))];
        // Writing replaces the name itself: a link at that name is replaced, and its target is kept.
        return outputs.FirstOrDefault(output =>
            places.Any(place => Path.GetFileName(place).Equals(Path.GetFileName(output), s_names) && place.Equals(Place(output), s_names))
        );
    }

    // The path with the links of its folders resolved.
    private static string Place(string path)
    {
        var full = Path.GetFullPath(path);
        return Path.GetDirectoryName(full) is { } folder ? Path.Combine(Target(Place(folder)), Path.GetFileName(full)) : full;
    }

    private static string Target(string path) =>
        Path.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? Place(target.FullName) : path;
}
