using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EmuEdit.Cli.Terminal;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>What long commands write while they run.</summary>
public sealed class ProgressTests(FactoryFixture fixture) : IClassFixture<FactoryFixture>
{
    private static readonly Dictionary<string, string> s_progress = new() { [ProgressDisplay.Variable] = "" };

    [Fact]
    public void Latest_HasRateAndTimeLeftOfThisRunAlone()
    {
        var time = new Clock();
        var meter = new ProgressMeter(time);
        meter.Report(new("drawing", 20, 60));
        time.Now += 10;
        meter.Report(new("drawing", 30, 60) { Kept = 4, Cost = 0.5m });
        Assert.Equal(
            "drawing: 30 of 60 samples (50%), 4 kept, 1.0/s, 0:30 left, $0.5000 spent",
            ProgressText.Line(meter.Latest)
        );
    }

    [Fact]
    public void Latest_NeverFallsAndNeverPassesItsTotal()
    {
        var meter = new ProgressMeter(TimeProvider.System);
        meter.Report(new("drawing", 30, 60));
        meter.Report(new("drawing", 20, 60));
        Assert.Equal(30, meter.Latest.Done);
        meter.Report(new("drawing", 90, 60));
        Assert.Equal((60, 1), (meter.Latest.Done, meter.Latest.Share));
    }

    [Fact]
    public async Task Run_Json_WritesAnObjectALineAndEndsWithTheResult()
    {
        var arguments = fixture.Run(fixture["json"]).Where(a => a != "--quiet").Append("--json");
        using var process = CliProcess.Start(s_progress, arguments);
        var result = await process.Finish();
        Assert.Equal((0, ""), (result.Code, result.Error));
        var lines = result.Output.TrimEnd().Split('\n').Select(l => JsonNode.Parse(l)!).ToList();
        Assert.All(lines, l => Assert.Contains(l["type"]!.GetValue<string>(), new[] { "progress", "warning", "result" }));
        Assert.All(lines.Where(l => l["share"] is not null), l => Assert.InRange(l["share"]!.GetValue<double>(), 0, 1));
        Assert.Equal(("result", 60), (lines[^1]["type"]!.GetValue<string>(), lines[^1]["samples"]!.GetValue<int>()));
        fixture.AssertSame(fixture["json"]);
    }

    [Fact]
    public async Task Render_WhereOutputIsNoTerminal_WritesAPlainLineWithinSeconds()
    {
        using var process =
            CliProcess.Start(s_progress, ["world", "render", "--count", "100000", "--size", "256", "-o", fixture["scenes"]]);
        Assert.Matches(@"^rendering: \d+ of 100000 scenes \(\d%\), [\d.]+/s, [\d:]+ left$", await process.ErrorLine());
        process.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, (await process.Finish()).Code);
    }

    [Fact]
    public async Task Run_Stopped_SaysHowFarItIsAndContinuesThere()
    {
        var (output, parts) = (fixture["stopped"], Path.Combine(fixture["stopped"], ".factory", "blobs"));
        // One shard of sixty samples: a stop must not lose what is drawn of it.
        string[] arguments =
        [
            .. fixture.Run(output).Where(a => a is not "--quiet" and not "5" and not "--shard-size").Select(a => a == "4" ? "60" : a),
        ];
        using (var process = CliProcess.Start(arguments))
        {
            await process.Until(() =>
                Directory.Exists(parts) && Directory.GetFiles(parts, "candidates-0001.json", SearchOption.AllDirectories).Length > 0
            );
            process.Signal(PosixSignal.SIGINT);
            var stopped = await process.Finish();
            Assert.Equal(130, stopped.Code);
            var done = int.Parse(
                System.Text.RegularExpressions.Regex.Match(stopped.Error, @"Stopped: (\d+) of 60 done\. Run again").Groups[1].Value
            );
            Assert.InRange(done, 10, 59);
        }
        var drawn =
            Directory.GetFiles(parts, "candidates-*.json", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        using (var process = CliProcess.Start([.. arguments, "--json"]))
        {
            await process.Until(() =>
                Directory.GetFiles(parts, "candidates-*.json", SearchOption.AllDirectories).Length > drawn.Count || process.HasExited
            );
            // Drawn again, they would have been written again.
            if (!process.HasExited)
                Assert.All(drawn, f => Assert.True(!File.Exists(f.Key) || File.GetLastWriteTimeUtc(f.Key) == f.Value));
            Assert.Equal(0, (await process.Finish()).Code);
        }
        var undisturbed = fixture["one-shard"];
        Assert.Equal(0, (await CliProcess.RunAsync([.. arguments.Select(a => a == output ? undisturbed : a)])).Code);
        var (expected, actual) = (FactoryFixture.Files(undisturbed), FactoryFixture.Files(output));
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, f => Assert.True(f.Value.AsSpan().SequenceEqual(actual[f.Key]), $"{f.Key} differs"));
    }

    [Fact]
    public async Task Run_WithoutAnyKeptPair_SaysWhyByTask()
    {
        // The toy draws the same grey twice.
        var result = await InProcess.RunAsync(
            "factory", "run", "--bundle", fixture["bundle"], "--count", "4", "--steps", "2", "--candidates", "1",
            "--task-weight", "global=1", "--source", "drawn", "-o", fixture["none-kept"]
        );
        Assert.Equal(0, result.Code);
        Assert.StartsWith("kept 0 of ", result.Output, StringComparison.Ordinal);
        Assert.Contains("No pair was kept. The largest reasons by task:", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"  global: \d at \w+ \(", result.Error);
    }

    [Fact]
    public async Task Run_OfTasksThatTheBundleCannotMake_IsRefusedBeforeAnythingIsPaidFor()
    {
        await using var server = await ChatServer.Start(ChatServer.Say("never"));
        File.WriteAllText(fixture["captions.txt"], "a red ball\n");
        string[] captions = ["--captions", fixture["captions.txt"], "--endpoint", server.Endpoint.ToString(), "--model", "toy"];
        var result = await InProcess.RunAsync([
            "factory", "run", "--bundle", fixture["bundle"], "--count", "4", "--task-weight", "text=1", "-o", fixture["no-text"],
                .. captions,
        ]);
        Assert.Equal(2, result.Code);
        Assert.Contains("a bundle without a model that finds text (needed for text)", result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Run_WithADeadEndpoint_IsOneLineWithinSeconds()
    {
        File.WriteAllText(fixture["captions.txt"], "a red ball\n");
        var result = await InProcess.RunAsync(
            "factory", "run", "--bundle", fixture["bundle"], "--count", "4", "--task-weight", "color=1", "-o", fixture["dead"], "--quiet",
            "--captions", fixture["captions.txt"], "--endpoint", "http://127.0.0.1:9/v1", "--model", "toy"
        );
        Assert.Equal(1, result.Code);
        Assert.StartsWith("The language model at http://127.0.0.1:9/v1 cannot be reached: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Run_QuietAndJson_IsRefused()
    {
        var result = await InProcess.RunAsync("world", "render", "--count", "1", "-o", fixture["both"], "--quiet", "--json");
        Assert.Equal(2, result.Code);
        Assert.Contains("--quiet with --json; allowed: one of them", result.Error, StringComparison.Ordinal);
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }
}
