using System.Diagnostics;
using EmuEdit.TestKit;
using Microsoft.OpenApi;

namespace EmuEdit.Http.Tests.OpenApi;

/// <summary>The document as other programs read it.</summary>
public class LintTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_OfTheReader_HasNoErrors()
    {
        await using var host = await HttpHost.Start();
        var read = OpenApiDocument.Parse(await host.Client.GetStringAsync("/openapi.json", Stop), "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(e => e.ToString()));
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(e => e.ToString()));
    }

    [Fact]
    public async Task Document_OfRedocly_HasNoProblems()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "redocly"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "npm's @redocly/cli is not on the PATH.");
        await using var host = await HttpHost.Start();
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["openapi.json"], await host.Client.GetByteArrayAsync("/openapi.json", Stop), Stop);
        using var lint = Process.Start(
            new ProcessStartInfo(program, ["lint", "openapi.json"])
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true", ["NO_COLOR"] = "1" },
            }
        )!;
        var (output, errors) = (lint.StandardOutput.ReadToEndAsync(Stop), lint.StandardError.ReadToEndAsync(Stop));
        await lint.WaitForExitAsync(Stop);
        var report = await output + await errors;
        Assert.True(lint.ExitCode == 0 && !report.Contains("You have ", StringComparison.Ordinal), report);
    }
}
