using System.Diagnostics;

namespace EmuEdit.Dataset.Tests;

/// <summary>Readers that are not ours. A test is skipped where one is not installed.</summary>
internal static class OtherReaders
{
    /// <summary>What the program prints.</summary>
    public static string Run(string program, IEnumerable<string> arguments)
    {
        Assert.SkipUnless(Folders.Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not installed");
        using var reader = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = reader.StandardError.ReadToEndAsync();
        var output = reader.StandardOutput.ReadToEnd();
        reader.WaitForExit();
        Assert.True(reader.ExitCode == 0, $"{program}: {error.Result}");
        return output;
    }

    private static IEnumerable<string> Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
}
