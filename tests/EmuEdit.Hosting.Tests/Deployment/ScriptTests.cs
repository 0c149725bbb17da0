using System.Diagnostics;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>The shell scripts, with an <c>az</c> that keeps blobs in a folder.</summary>
public sealed class ScriptTests : IDisposable
{
    private const string Az = """
        #!/usr/bin/env bash
        verb=$3
        while [ $# -gt 0 ]; do case $1 in --name) name=$2;; --file) file=$2;; esac; shift; done
        case $verb in
            exists) [ -f "$BLOBS/$name" ] && echo true || echo false;;
            download) cp "$BLOBS/$name" "$file";;
            upload) mkdir -p "$(dirname "$BLOBS/$name")" && cp "$file" "$BLOBS/$name";;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public ScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs bash");
        Directory.CreateDirectory(_folder["bin"]);
        File.WriteAllText(_folder["bin/az"], Az);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["bin/az"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var (file, text) in new[] { ("model_index.json", "{}"), ("unet/model.onnx", "weights"), ("training/loss.png", "a picture") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder["small/" + file])!);
            File.WriteAllText(_folder["small/" + file], text);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scripts_OfTheDeployment_AreBash()
    {
        foreach (var script in Directory.GetFiles(Path.Combine(Paths.Repository, "infra"), "*.sh"))
            Assert.Equal((0, ""), Run(["-n", script]));
    }

    [Fact]
    public void Upload_OfABundle_IsWhatADownloadExpects()
    {
        Assert.Equal(0, Upload().Exit);
        var manifest = BundleManifest.Read(File.ReadAllText(_folder["blobs/small/bundle.sha256"]));
        Assert.Equal(["model_index.json", "unet/model.onnx"], manifest.Select(m => m.File));
        Assert.Equal("weights", File.ReadAllText(_folder["blobs/small/unet/model.onnx"]));
    }

    [Fact]
    public void Upload_OfTheSameBundle_DoesNothing()
    {
        Upload();
        File.Delete(_folder["blobs/small/unet/model.onnx"]);
        Assert.Equal((0, "models/small is there\n"), Upload());
        Assert.False(File.Exists(_folder["blobs/small/unet/model.onnx"]));
    }

    [Fact]
    public void Upload_OfAnotherBundleUnderTheName_IsRefusedAndUnderAnotherIsNot()
    {
        Upload();
        File.WriteAllText(_folder["small/unet/model.onnx"], "other weights");
        Assert.Equal(2, Upload().Exit);
        Assert.Equal("weights", File.ReadAllText(_folder["blobs/small/unet/model.onnx"]));
        Assert.Equal(0, Upload("small-2").Exit);
        Assert.Equal("other weights", File.ReadAllText(_folder["blobs/small-2/unet/model.onnx"]));
    }

    [Fact]
    public void Upload_OfAFolderThatIsNoBundle_IsRefused() => Assert.Equal(2, Run([Path.Combine(Paths.Repository, "infra", "upload-models.sh"), "account", _folder["bin"]]).Exit);

    private (int Exit, string Output) Upload(string? name = null) => Run([Path.Combine(Paths.Repository, "infra", "upload-models.sh"), "account", _folder["small"], .. name is null ? (string[])[] : [name]]);

    private (int Exit, string Output) Run(string[] arguments)
    {
        var start = new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["BLOBS"] = _folder["blobs"];
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
