using System.IO.Compression;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public sealed class SessionsCommandTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    private const string Nowhere = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Edit_MakesASession_ThatTheOtherCommandsFind()
    {
        var data = fixture.NewOutput();
        var edit = await Edit(data);
        Assert.Equal((0, ""), (edit.Code, edit.Error));
        var id = SessionOf(edit);
        Assert.StartsWith(id, (await Sessions("list", data)).Output, StringComparison.Ordinal);
        Assert.Contains("> 2. red: color, ", (await Sessions("show", data, id)).Output, StringComparison.Ordinal);
        Assert.Equal($"session {id} is at turn 1", (await Sessions("undo", data, id)).Output.Trim());
        Assert.Contains("> 1. red: color, ", (await Sessions("show", data, id)).Output, StringComparison.Ordinal);
        var zip = Path.Combine(data, "session.zip");
        Assert.Equal(0, (await Sessions("export", data, id, "-o", zip)).Code);
        using var archive = ZipFile.OpenRead(zip);
        Assert.Equal(
            ["session.json", "source.png", "turn1.png", "turn1.changes.png", "turn2.png", "turn2.changes.png"],
            archive.Entries.Select(e => e.FullName)
        );
    }

    [Fact]
    public async Task Edit_OfASession_AddsATurnAtItsCurrentTurn()
    {
        var (data, output) = (fixture.NewOutput(), Path.Combine(fixture.NewOutput(), "out.png"));
        var id = SessionOf(await Edit(data));
        foreach (var (command, turn) in new[] { ("undo", 1), ("redo", 2), ("undo", 1) })
            Assert.Equal($"session {id} is at turn {turn}", (await Sessions(command, data, id)).Output.Trim());
        var continued = await InProcess.RunAsync(
            "edit", "--session", id, "red red", "-o", output, "--bundle", fixture.Bundle, "--data-folder", data
        );
        Assert.Equal((0, ""), (continued.Code, continued.Error));
        Assert.StartsWith("3. red red; ", continued.Output, StringComparison.Ordinal);
        // 100, and 32 for each "red": once in the first turn, twice in the third.
        Assert.Equal(196, new EmuEdit.Imaging.SkiaCodec().Read(output).Pixels[0]);
        Assert.Contains("> 3. red red: color, ", (await Sessions("show", data, id)).Output, StringComparison.Ordinal);
        Assert.Contains("from turn 1", (await Sessions("show", data, id)).Output, StringComparison.Ordinal);
        Assert.Equal($"session {id} is at turn 2", (await Sessions("branch", data, id, "2")).Output.Trim());
        Assert.Equal($"session {id} is at turn 0", (await Sessions("branch", data, id, "0")).Output.Trim());
        Assert.Equal((2, 2), ((await Sessions("branch", data, id, "9")).Code, (await Sessions("branch", data, id, "x")).Code));
    }

    [Fact]
    public async Task Delete_LeavesNoPicture()
    {
        var data = fixture.NewOutput();
        var id = SessionOf(await Edit(data));
        Assert.Equal($"deleted session {id}", (await Sessions("delete", data, id)).Output.Trim());
        Assert.Equal("", (await Sessions("list", data)).Output);
        Assert.Equal(2, (await Sessions("show", data, id)).Code);
        Assert.Empty(Directory.GetFiles(data, "*.png", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Edit_OfNoSession_IsRefused()
    {
        var result = await InProcess.RunAsync(
            "edit", "--session", Nowhere, "red", "-o", Path.Combine(fixture.NewOutput(), "out.png"), "--bundle", fixture.Bundle
        );
        Assert.Equal(2, result.Code);
        Assert.StartsWith("There is no session ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show", Nowhere, "There is no session ")]
    [InlineData("undo", Nowhere, "There is no session ")]
    [InlineData("show", "../x", "session id '../x'; allowed: ")]
    public async Task Sessions_IdThatIsNone_IsOneLine(string command, string id, string message)
    {
        var result = await Sessions(command, fixture.NewOutput(), id);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Edit_DataFolderOfARunningServer_IsRefusedAndTheSessionsCanBeSeen()
    {
        var data = fixture.NewOutput();
        using var server = new ServerProcess("--bundle", fixture.Bundle, "--data-folder", data);
        var edit = await Edit(data);
        Assert.Equal(1, edit.Code);
        Assert.StartsWith($"Data folder {data} is in use by emuedit serve (process ", edit.Error, StringComparison.Ordinal);
        Assert.Contains("--data-folder", edit.Error, StringComparison.Ordinal);
        Assert.Single(edit.Error.Trim().Split('\n'));
        Assert.Equal((0, ""), (await Sessions("list", data)) is var list ? (list.Code, list.Error) : default);
    }

    [Fact]
    public async Task Edit_DataFolderThatCannotBeMade_IsOneLine()
    {
        var result = await Edit(fixture.Picture);
        Assert.NotEqual(0, result.Code);
        Assert.Contains("cannot be used", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    private static string SessionOf(CliResult edit) => edit.Output.Trim().Split('\n')[^1].Split(' ')[1];

    private Task<CliResult> Edit(string data) =>
        InProcess.RunAsync(
            "edit",
            fixture.Picture,
            "red",
            "red",
            "-o",
            Path.Combine(fixture.NewOutput(), "out.png"),
            "--bundle",
            fixture.Bundle,
            "--data-folder",
            data
        );

    private static Task<CliResult> Sessions(string command, string data, params string[] more) =>
        InProcess.RunAsync(["sessions", command, .. more, "--data-folder", data]);
}
