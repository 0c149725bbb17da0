using System.Text.Json.Nodes;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public class EvaluateCommandTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Fact]
    public async Task Evaluate_WithBaselinesAndCeiling_WritesTableJsonAndSheet()
    {
        var output = fixture.NewOutput();
        var (json, sheet) = (Path.Combine(output, "f.json"), Path.Combine(output, "f.png"));
        var result = await InProcess.RunAsync(
            "evaluate",
            "--suite",
            "world",
            "--seed",
            "3",
            "--count",
            "1",
            "--bundle",
            fixture.Bundle,
            "--json",
            json,
            "--sheet",
            sheet,
            "--baselines",
            "--ceiling"
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("| segmentation-map |", result.Output, StringComparison.Ordinal);
        var report = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.Equal(16, report["tasks"]!.AsArray().Count);
        // The toy's latent loses nothing, so its ceiling is perfect; leaving the input as it is never succeeds.
        Assert.Equal([1.0, 0.0], report["compared"]!.AsArray().Take(2).Select(c => c!["mean_success"]!.GetValue<double>()));
        Assert.True(new FileInfo(sheet).Length > 1000);
    }

    [Fact]
    public async Task Drift_OfTheToy_IsPrintedATurnALine()
    {
        var result = await InProcess.RunAsync("evaluate", "drift", "--count", "2", "--turns", "3", "--bundle", fixture.Bundle);
        Assert.Equal(0, result.Code);
        Assert.Equal(5, result.Output.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Predictor_OfTheToy_ReportsBothKindsOfPhrasing()
    {
        var result = await InProcess.RunAsync("evaluate", "predictor", "--count", "50", "--bundle", fixture.Bundle);
        Assert.Equal(0, result.Code);
        Assert.Contains("seen phrasings: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("held-out phrasings: ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--suite", "emu", "--suite emu; allowed: world.")]
    [InlineData("--count", "0", "count 0; allowed: 1 to 100 000 samples per task.")]
    [InlineData("--task-embeddings", "none", "--task-embeddings none; allowed: predicted, true or shuffled.")]
    public async Task Evaluate_BadOption_IsRefused(string option, string value, string message)
    {
        var result = await InProcess.RunAsync("evaluate", "--bundle", fixture.Bundle, option, value);
        Assert.Equal((2, message), (result.Code, result.Error.Trim()));
    }
}
