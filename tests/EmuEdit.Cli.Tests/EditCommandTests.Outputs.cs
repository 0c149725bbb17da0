namespace EmuEdit.Cli.Tests;

public partial class EditCommandTests
{
    [Theory]
    [InlineData("out.PNG")]
    [InlineData("out.Png")]
    public async Task Edit_OutputInCapitals_IsWrittenUnderItsName(string name)
    {
        var output = fixture.NewOutput();
        var result = await InProcess.RunAsync("edit", fixture.Picture, "red", "-o", Path.Combine(output, name), "--bundle", fixture.Bundle);
        Assert.Equal(0, result.Code);
        Assert.Equal(
            new[] { name, "out.sheet.png", "out.turn1.changes.png" }.Order(),
            Directory.GetFiles(output).Select(f => Path.GetFileName(f)!).Order()
        );
    }

    // The picture itself, by another way to it, and as one of the files beside the output.
    [Theory]
    [InlineData("a.png", "a.png")]
    [InlineData("a.png", "../{folder}/./a.png")]
    [InlineData("link.png", "a.png")]
    [InlineData("a.png", "linked/a.png")]
    [InlineData("out.sheet.png", "out.png")]
    [InlineData("out.turn1.changes.png", "out.png")]
    public async Task Edit_OutputThatWouldReplaceThePicture_IsRefused(string picture, string output)
    {
        var folder = fixture.NewOutput();
        File.Copy(fixture.Picture, Path.Combine(folder, picture == "link.png" ? "a.png" : picture));
        File.CreateSymbolicLink(Path.Combine(folder, "link.png"), Path.Combine(folder, "a.png"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), folder);
        var before = Directory.GetFiles(folder);
        var path = Path.Combine(folder, output.Replace("{folder}", Path.GetFileName(folder), StringComparison.Ordinal));
        AssertRefused(
            await InProcess.RunAsync("edit", Path.Combine(folder, picture), "red", "-o", path, "--bundle", fixture.Bundle),
            "the picture that is edited; allowed: another path."
        );
        Assert.Equal(before, Directory.GetFiles(folder));
        Assert.Equal(File.ReadAllBytes(fixture.Picture), File.ReadAllBytes(Path.Combine(folder, picture)));
    }

    [Fact]
    public async Task Edit_OutputThatIsALinkToThePicture_LeavesThePicture()
    {
        var folder = fixture.NewOutput();
        File.Copy(fixture.Picture, Path.Combine(folder, "a.png"));
        File.CreateSymbolicLink(Path.Combine(folder, "out.png"), Path.Combine(folder, "a.png"));
        Assert.Equal(
            0,
            (
                await InProcess.RunAsync(
                    "edit",
                    Path.Combine(folder, "a.png"),
                    "red",
                    "-o",
                    Path.Combine(folder, "out.png"),
                    "--bundle",
                    fixture.Bundle,
                    "--overwrite"
                )
            ).Code
        );
        Assert.Equal(File.ReadAllBytes(fixture.Picture), File.ReadAllBytes(Path.Combine(folder, "a.png")));
    }

    [Theory]
    [InlineData("out.png")]
    [InlineData("out.sheet.png")]
    public async Task Edit_OutputThatNoEditHasWritten_IsKeptUnlessOverwriteIsGiven(string name)
    {
        var (folder, data) = (fixture.NewOutput(), fixture.NewOutput());
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "mine");
        AssertRefused(
            await Edit(folder, ["red"], "--data-folder", data),
            $"output {file}, which exists and was not written by 'emuedit edit'; allowed: a path without a file."
        );
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Equal(0, (await Edit(folder, ["red"], "--data-folder", data, "--overwrite")).Code);
        // What an edit wrote, the next one replaces, until somebody changes it.
        Assert.Equal(0, (await Edit(folder, ["red red"], "--data-folder", data)).Code);
        File.AppendAllText(file, "changed");
        Assert.Equal(2, (await Edit(folder, ["red"], "--data-folder", data)).Code);
    }

    [Fact]
    public async Task Edit_OutputThatIsNoPng_IsRefused() =>
        AssertRefused(
            await InProcess.RunAsync("edit", fixture.Picture, "red", "-o", "out.jpg", "--bundle", fixture.Bundle),
            "output out.jpg; allowed: a path that ends in .png."
        );
}
