using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public class ServeStopTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Serve_Signalled_FinishesTheEditAtWorkAndReturnsZero(string signal)
    {
        using var process = CliProcess.Start("serve", "--port", "0", "--bundle", fixture.Bundle);
        var address = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[2];
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var edit = client.PostAsync("/api/edits", ServerProcess.Form(File.ReadAllBytes(fixture.Picture), ("instruction", "red"), ("steps", "1000")), TestContext.Current.CancellationToken);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        CliProcess.Signal(process, signal);
        Assert.True((await edit).IsSuccessStatusCode);
        Assert.Equal((0, ""), (await CliProcess.FinishAsync(process)) is var r ? (r.Code, r.Error) : default);
    }

    [Fact]
    public async Task Serve_PortOutOfRange_IsRefused()
    {
        var result = await CliProcess.RunAsync("serve", "--port", "70000", "--bundle", fixture.Bundle);
        Assert.Equal((2, "--port 70000; allowed: 0 to 65535."), (result.Code, result.Error.Trim()));
    }
}
