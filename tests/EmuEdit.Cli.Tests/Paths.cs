using System.Reflection;

namespace EmuEdit.Cli.Tests;

/// <summary>Where things are in the clone.</summary>
internal static class Paths
{
    public static string Repository { get; } = Path.GetFullPath(Metadata("Repository"));

    public static string Cli { get; } = Path.GetFullPath(Metadata("Cli"));

    private static string Metadata(string key) =>
        typeof(Paths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
