using System.Runtime.InteropServices;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>Edits that want one data folder at the same time.</summary>
public sealed class SharedFolderTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Fact]
    public async Task Edit_ThreeAtOnce_AllEdit()
    {
        var data = fixture.NewOutput();
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CliProcess.RunAsync(Arguments(data))));
        Assert.All(results, r => Assert.True(r.Code == 0, r.Error));
        var list = await CliProcess.RunAsync("sessions", "list", "--data-folder", data);
        Assert.Equal(3, list.Output.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Edit_FolderOfAnotherEdit_SaysSoAndWaits()
    {
        var data = fixture.NewOutput();
        using var edit = await Waiting(data);
        var result = await edit.Finish();
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    [Fact]
    public async Task Edit_CtrlCWhileItWaits_StopsAtOnce()
    {
        var data = fixture.NewOutput();
        await using var holder = Hold(data);
        using var edit = CliProcess.Start(Arguments(data));
        await edit.ErrorLine();
        edit.Signal(PosixSignal.SIGINT);
        var result = await edit.Finish();
        Assert.Equal((130, "Stopped.", ""), (result.Code, result.Error.Trim(), result.Output));
    }

    [Fact]
    public async Task Edit_FolderStillUsedAfterTheWait_IsRefused()
    {
        var data = fixture.NewOutput();
        await using var holder = Hold(data);
        var result = await CliProcess.RunAsync([.. Arguments(data), "--wait", "1"]);
        Assert.Equal((1, ""), (result.Code, result.Output));
        Assert.StartsWith(
            $"Data folder {data} is in use by emuedit edit (process {Environment.ProcessId}). Waited 1 s. ",
            result.Error.Trim().Split('\n')[1],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    public async Task Edit_WaitOutOfRange_IsRefused(string wait)
    {
        var result = await CliProcess.RunAsync([.. Arguments(fixture.NewOutput()), "--wait", wait]);
        Assert.Equal(2, result.Code);
        Assert.Matches("; allowed: (a number such as 1.5, )?0 to 86400 seconds", result.Error);
    }

    [Fact]
    public async Task Edit_DiskFull_SaysWhatItWaitsForAndStopsWhenTold()
    {
        var disk = Directory.CreateDirectory(fixture.NewOutput()).FullName;
        // Room to accept the turn, and not for its picture.
        using var mount = Mount.Memory(disk, 200 << 10);
        Assert.SkipUnless(mount.WhyNot is null, mount.WhyNot ?? "");
        using var edit = CliProcess.Start([
            "edit",
            Path.Combine(Paths.Repository, "docs", "pictures", "scene.png"),
            "make it night",
            "--steps",
            "1",
            "-o",
            Path.Combine(fixture.NewOutput(), "out.png"),
            "--data-folder",
            Path.Combine(disk, "data"),
        ]);
        var said = await edit.ErrorLine();
        Assert.StartsWith("waiting: ", said, StringComparison.Ordinal);
        Assert.Contains("No space left on device", said, StringComparison.Ordinal);
        edit.Signal(PosixSignal.SIGTERM);
        var result = await edit.Finish();
        Assert.Equal((130, ""), (result.Code, result.Output));
        Assert.EndsWith("Stopped.", result.Error.Trim(), StringComparison.Ordinal);
    }

    // An edit that has said what it waits for, of a folder that is free again.
    private async Task<WatchedProcess> Waiting(string data)
    {
        await using var holder = Hold(data);
        var edit = CliProcess.Start(Arguments(data));
        Assert.Equal(
            $"waiting for data folder {data}, which emuedit edit (process {Environment.ProcessId}) uses; at most 60 s, Ctrl-C stops",
            await edit.ErrorLine()
        );
        return edit;
    }

    private static EmbeddedEngine Hold(string data) =>
        EmbeddedEngine.Open(
            Path.Combine(data, "journal"),
            new TaskRegistry(),
            new() { Owner = FolderOwner.ThisProcess("emuedit edit", stays: false) }
        );

    private string[] Arguments(string data) =>
        [
            "edit",
            fixture.Picture,
            "red",
            "-o",
            Path.Combine(fixture.NewOutput(), "out.png"),
            "--bundle",
            fixture.Bundle,
            "--data-folder",
            data,
        ];
}
