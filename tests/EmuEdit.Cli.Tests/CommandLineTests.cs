using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public class CommandLineTests
{
    [Fact]
    public async Task NoArguments_ShowsHelpWithTheExitCodes()
    {
        var result = await CliProcess.RunAsync();
        Assert.Equal(0, result.Code);
        Assert.Contains("Exit codes: 0 done, 1 failed, 2 bad input, 130 stopped by Ctrl-C.", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edit")]
    [InlineData("world render")]
    [InlineData("world shards")]
    [InlineData("evaluate")]
    [InlineData("evaluate drift")]
    [InlineData("evaluate predictor")]
    [InlineData("models check")]
    [InlineData("train editor")]
    [InlineData("train task-predictor")]
    [InlineData("train clip")]
    [InlineData("train text-to-image")]
    [InlineData("train bundle")]
    [InlineData("serve")]
    [InlineData("sessions list")]
    [InlineData("sessions show")]
    [InlineData("sessions undo")]
    [InlineData("sessions export")]
    public async Task Help_OfEveryCommand_EndsWithExamples(string command)
    {
        var result = await InProcess.RunAsync([.. command.Split(' '), "--help"]);
        Assert.Equal(0, result.Code);
        Assert.Contains($"Examples:\n  emuedit {command}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownCommand_IsBadInput()
    {
        var result = await CliProcess.RunAsync("paint");
        Assert.Equal((2, "Unknown command or option 'paint'. See 'emuedit --help'."), (result.Code, result.Error.Trim()));
    }
}
