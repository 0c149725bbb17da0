using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>
/// ONNX Runtime's packages for Linux write an identifier of the machine and send it with what they
/// measure, unless told otherwise.
/// </summary>
public sealed class NoTelemetryTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Fact]
    public async Task Models_AreRunWithoutTelemetry()
    {
        var home = fixture.NewOutput();
        var environment = new Dictionary<string, string> { ["HOME"] = home, ["XDG_CACHE_HOME"] = Path.Combine(home, "cache"), ["CI"] = "" };
        using var process = CliProcess.Start(environment, ["models", "check", "--bundle", fixture.Bundle]);
        Assert.Equal(0, (await process.Finish()).Code);
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories),
            entry => Path.GetFileName(entry) is ".onnxruntime" or "deviceid"
        );
    }
}
