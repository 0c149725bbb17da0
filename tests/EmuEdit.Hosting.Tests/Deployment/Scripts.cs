using System.Diagnostics;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>A script of the deployment for bash, or its twin for PowerShell, among stand-ins for the programs of Azure.</summary>
internal sealed class Scripts : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _shell;

    /// <summary>Scripts of a shell.</summary>
    /// <param name="shell"><c>bash</c> or <c>pwsh</c>; a test skips where it is missing.</param>
    public Scripts(string shell)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-ins for az and azd are scripts for bash");
        Assert.SkipUnless(IsThere(shell), $"needs {shell}");
        _shell = shell;
        Directory.CreateDirectory(_folder["bin"]);
    }

    /// <summary>A file of the scripts' own folder.</summary>
    public string this[string file] => _folder[file];

    /// <summary>Puts a stand-in for a program where the scripts look first.</summary>
    public void StandIn(string program, string text)
    {
        File.WriteAllText(_folder["bin/" + program], "#!/usr/bin/env bash\n" + text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["bin/" + program], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs a script.</summary>
    /// <param name="root">The folder that has <c>infra</c>.</param>
    /// <param name="script">Its name in there, without the ending.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What its environment has beside ours.</param>
    public (int Exit, string Output) Run(
        string root,
        string script,
        string[] arguments,
        params (string Name, string Value)[] environment
    ) =>
        Start(
            _shell,
            _shell == "bash"
                ? [Path.Combine(root, "infra", script + ".sh"), .. arguments]
                : ["-NoProfile", "-File", Path.Combine(root, "infra", script + ".ps1"), .. arguments],
            environment
        );

    /// <summary>Runs a program.</summary>
    public (int Exit, string Output) Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
