using System.Reflection;

namespace EmuEdit.TestKit;

/// <summary>Where things are in the clone.</summary>
public static class Paths
{
    public static string Repository { get; } = Path.GetFullPath(Metadata("Repository"));

    /// <summary>
    /// The program as it is built beside its project; a test that runs it must reference the
    /// project, so that it is built first.
    /// </summary>
    public static string Cli { get; } = Path.GetFullPath(Metadata("Cli"));

    /// <summary>
    /// The sample of README.md as it is built beside its project; the same holds for a test that
    /// runs it.
    /// </summary>
    public static string FirstEdit { get; } = Path.GetFullPath(Metadata("FirstEdit"));

    private static string Metadata(string key) =>
        typeof(Paths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
