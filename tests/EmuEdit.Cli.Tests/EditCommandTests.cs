using System.Runtime.InteropServices;
using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

[Collection(InProcess.Collection)]
public partial class EditCommandTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Fact]
    public async Task Edit_WithAMask_ChangesNothingOutsideIt()
    {
        var (output, mask) = (fixture.NewOutput(), fixture.Folder["mask.png"]);
        var white = new EmuEdit.Core.Image(16, 16);
        white.Pixels.AsSpan(0, 3 * 16 * 8).Fill(255);
        new SkiaCodec().Write(mask, white);
        var result = await CliProcess.RunAsync([.. Arguments(output, ["red"]), "--mask", mask]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        var picture = new SkiaCodec().Read(Path.Combine(output, "out.png"));
        // The toy changes the left half, the mask lets it in the upper one.
        Assert.Equal(
            (132, 100, 100),
            (picture.Pixels[picture.Offset(0, 0)], picture.Pixels[picture.Offset(15, 0)], picture.Pixels[picture.Offset(0, 15)])
        );
    }

    [Fact]
    public async Task Edit_WithAMaskOfAnotherSize_IsRefused()
    {
        var mask = fixture.Folder["small.png"];
        new SkiaCodec().Write(mask, new(4, 4));
        var result = await CliProcess.RunAsync([.. Arguments(fixture.NewOutput(), ["red"]), "--mask", mask]);
        Assert.Equal(2, result.Code);
        Assert.Contains("a mask of 4 x 4 pixels", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_TwoTurns_WritesEachTurnItsChangesAndASheet()
    {
        var output = fixture.NewOutput();
        var result = await CliProcess.RunAsync(Arguments(output, ["red", "red"]));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(
            ["out.png", "out.sheet.png", "out.turn1.changes.png", "out.turn1.png", "out.turn2.changes.png", "out.turn2.png"],
            Directory.GetFiles(output).Select(f => Path.GetFileName(f)!).Order());
        Assert.Equal(File.ReadAllBytes(Path.Combine(output, "out.turn2.png")), File.ReadAllBytes(Path.Combine(output, "out.png")));
        // The toy adds 0.25 (of [-1, 1]) to the left half a turn: 100 becomes 132, then 164; the right half stays.
        Assert.Equal((132, 100), Corners(Path.Combine(output, "out.turn1.png")));
        Assert.Equal((164, 100), Corners(Path.Combine(output, "out.png")));
    }

    [Fact]
    public async Task Edit_OneTurn_LeavesNoTurnFileThatRepeatsTheOutput()
    {
        var output = fixture.NewOutput();
        Assert.Equal(0, (await Edit(output, ["red"])).Code);
        Assert.Equal(
            ["out.png", "out.sheet.png", "out.turn1.changes.png"],
            Directory.GetFiles(output).Select(f => Path.GetFileName(f)!).Order()
        );
    }

    [Fact]
    public async Task Edit_SaysTaskAndShareOfChangedPixels()
    {
        var result = await Edit(fixture.NewOutput(), ["red"], "--task", "global");
        Assert.StartsWith("1. red; task: global, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_WordsThatTheModelNeverSaw_IsStillAnEdit() =>
        Assert.Equal(0, (await Edit(fixture.NewOutput(), ["zxqv ☃ schnörkel"])).Code);

    public static TheoryData<string[], string> BadArguments =>
        new()
        {
            { [""], "an empty instruction; allowed: 1 to 1000 characters." },
            { [new string('a', 10_000)], "an instruction of 10000 characters; allowed: 1 to 1000 characters." },
            { ["red", "--task", "dance"], "unknown task 'dance'; allowed: one of " },
            { ["red", "red", "red", "--task", "add", "--task", "add"], "2 tasks for 3 instructions; allowed: " },
            { ["red", "--steps", "0"], "steps 0; allowed: 1 to 1000." },
            { ["red", "--steps", "10000"], "steps 10000; allowed: 1 to 1000." },
            { ["red", "--steps", "many"], "--steps many; allowed: a whole number, 1 to 1000." },
            { ["red", "--text-guidance", "NaN"], "--text-guidance NaN; allowed: a number such as 1.5, 0 to 50." },
            { ["red", "--image-guidance", "-1"], "image guidance -1; allowed: 0 to 50." },
            { ["red", "--alpha", "1.5"], "alpha 1.5; allowed: 0 to 1." },
            { ["red", "--sampler", "magic"], "magic" },
            { ["red", "--colour", "1"], "unknown option --colour; allowed: " },
            { ["red", "--text-guidance", "1,5"], "--text-guidance 1,5; allowed: a number such as 1.5, 0 to 50." },
            { ["red", "--alpha", "0,03"], "--alpha 0,03; allowed: a number such as 1.5, 0 to 1." },
            { ["red", "--steps", "1,000"], "--steps 1,000; allowed: a whole number, 1 to 1000." },
            {
                ["red", "--seed", "18446744073709551616"],
                "--seed 18446744073709551616; allowed: a whole number, 0 to 18446744073709551615."
            },
            {
                ["-5 degrees colder"],
                "instruction '-5 degrees colder' begins with a dash; allowed: one behind --. Write emuedit edit "
                    + "PICTURE -o out.png -- \"-5 degrees colder\"."
            },
        };

    [Theory]
    [MemberData(nameof(BadArguments))]
    public async Task Edit_BadArgument_IsOneLineAndWritesNothing(string[] arguments, string message)
    {
        var output = fixture.NewOutput();
        AssertRefused(await Edit(output, arguments), message);
        Assert.Empty(Directory.GetFileSystemEntries(output));
    }

    [Theory]
    [InlineData("missing", "missing.png does not exist; allowed: a PNG, JPEG, WebP, BMP or GIF file.")]
    [InlineData("empty", "empty.png is empty (0 bytes); allowed: ")]
    [InlineData("text", "text.png is not a picture; allowed: ")]
    [InlineData("cut", "cut.png is cut off: its pixels end early; allowed: ")]
    [InlineData("huge", "huge.png is 50000 x 50000 pixels; allowed: up to 64,000,000 pixels.")]
    public async Task Edit_BadPicture_IsOneLineAndWritesNothing(string kind, string message)
    {
        var output = fixture.NewOutput();
        var path = fixture.Folder[kind + ".png"];
        if (BadPictures.Bytes(kind) is { } bytes)
            File.WriteAllBytes(path, bytes);
        AssertRefused(
            await InProcess.RunAsync("edit", path, "red", "-o", Path.Combine(output, "out.png"), "--bundle", fixture.Bundle),
            message
        );
        Assert.Empty(Directory.GetFileSystemEntries(output));
    }

    // What begins with @ is text, and not a file of arguments; behind -- a dash is, too.
    [Theory]
    [InlineData("@night please", false)]
    [InlineData("@rsp.txt", false)]
    [InlineData("-5 degrees colder", true)]
    [InlineData("--steps", true)]
    public async Task Edit_InstructionThatBeginsWithASign_IsTakenAsItStands(string instruction, bool behindDashes)
    {
        var output = fixture.NewOutput();
        File.WriteAllText(Path.Combine(output, "rsp.txt"), "wet");
        string[] options = ["-o", Path.Combine(output, "out.png"), "--bundle", fixture.Bundle];
        var result = await InProcess.RunAsync(
            behindDashes ? ["edit", fixture.Picture, .. options, "--", instruction] : ["edit", fixture.Picture, instruction, .. options]
        );
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith($"1. {instruction}; ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_SeedOfSixtyFourBits_IsTakenAndDrawsNoiseOfItsOwn()
    {
        Assert.Equal(0, (await Edit(fixture.NewOutput(), ["red"], "--seed", "18446744073709551615")).Code);
        Assert.Equal(0, (await Edit(fixture.NewOutput(), ["red"], "--seed", "-1")).Code);
    }

    [Fact]
    public async Task Edit_CtrlC_ReturnsOneHundredThirtyAndWritesNothing()
    {
        var (output, data) = (fixture.NewOutput(), fixture.NewOutput());
        string[] turns = [.. Enumerable.Repeat("red", 2000)];
        using var process = CliProcess.Start([
            "edit",
            fixture.Picture,
            .. turns,
            "-o",
            Path.Combine(output, "out.png"),
            "--bundle",
            fixture.Bundle,
            "--steps",
            "1000",
            "--data-folder",
            data,
        ]);
        await process.Until(() => Directory.GetFiles(data, "1.png", SearchOption.AllDirectories).Length > 0);
        process.Signal(PosixSignal.SIGINT);
        var result = await process.Finish();
        Assert.Equal((130, "Stopped."), (result.Code, result.Error.Trim()));
        Assert.Empty(Directory.GetFileSystemEntries(output));
    }

    private Task<CliResult> Edit(string output, string[] arguments, params string[] more) =>
        InProcess.RunAsync([.. Arguments(output, arguments), .. more]);

    private string[] Arguments(string output, string[] arguments) =>
        ["edit", fixture.Picture, .. arguments, "-o", Path.Combine(output, "out.png"), "--bundle", fixture.Bundle];

    private static (int Left, int Right) Corners(string path)
    {
        var image = new SkiaCodec().Read(path);
        return (image.Pixels[0], image.Pixels[image.Offset(image.Width - 1, 0)]);
    }

    private static void AssertRefused(CliResult result, string message)
    {
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.Equal("", result.Output);
    }
}
