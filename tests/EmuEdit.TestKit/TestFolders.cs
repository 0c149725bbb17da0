using System.Runtime.CompilerServices;

namespace EmuEdit.TestKit;

/// <summary>
/// The temporary folder of a run of tests. Whatever the tests, the program and the processes that
/// they start write there is deleted with it at the end: also what a killed process leaves behind.
/// </summary>
public static class TestFolders
{
    private static readonly string Run = Directory.CreateTempSubdirectory("emuedit-tests-").FullName;

    /// <summary>A name for a new folder, which is not made.</summary>
    public static string New() => Path.Combine(Run, Path.GetRandomFileName());

    // A test's own code calls nothing before it has a folder.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use()
    {
        Environment.SetEnvironmentVariable(OperatingSystem.IsWindows() ? "TMP" : "TMPDIR", Run);
        // What bicep unpacks itself to, npm's logs, and what browsers and shells keep would stay in the home folder.
        foreach (var variable in new[] { "DOTNET_BUNDLE_EXTRACT_BASE_DIR", "npm_config_cache", "XDG_CONFIG_HOME", "XDG_CACHE_HOME" })
            Environment.SetEnvironmentVariable(variable, Run);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete();
    }

    private static void Delete()
    {
        try
        {
            Directory.Delete(Run, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that a failed test left still uses it; the failure is what should be seen.
        }
    }
}
