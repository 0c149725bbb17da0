using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary><c>emuedit models check FOLDER --reference FILE</c>.</summary>
public class ModelsCheckReferenceTests
{
    private static readonly string s_vision = Path.Combine(Paths.Repository, "tests", "EmuEdit.Networks.Tests", "Golden", "clip-vision");

    private static string Reference => Path.Combine(s_vision, "golden.safetensors");

    [Fact]
    public async Task Check_WithinTheTolerance_PrintsEachOutputAndSucceeds()
    {
        var result = await CliProcess.RunAsync("models", "check", s_vision, "--reference", Reference);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.All(
            new[] { "run0.image_embeds", "run0.pooler_output", "4 outputs", "all within" },
            s => Assert.Contains(s, result.Output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Check_OverTheTolerance_SaysSoAndFails()
    {
        var result = await CliProcess.RunAsync("models", "check", s_vision, "--reference", Reference, "--tolerance", "1e-9");
        Assert.Equal(1, result.Code);
        Assert.Contains("OVER", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.safetensors", "1e-4", "no file nowhere.safetensors")]
    [InlineData(null, "2", "--tolerance 2")]
    public async Task Check_WithWhatCannotBeUsed_SaysWhatItIs(string? reference, string tolerance, string complaint)
    {
        var result = await CliProcess.RunAsync(
            "models",
            "check",
            s_vision,
            "--reference",
            reference ?? Reference,
            "--tolerance",
            tolerance
        );
        Assert.Equal(2, result.Code);
        Assert.Contains(complaint, result.Error, StringComparison.Ordinal);
    }
}
