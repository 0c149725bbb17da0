using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit world</c>: renders images of the built-in world.</summary>
internal static class WorldCommand
{
    private static readonly Option<Seed> Seed = SeedOption.Of("Which world", 1);
    private static readonly Option<int> Count = NumberOption.Of("--count", "How many", "1 to 1000000", 10);
    private static readonly Option<int> Size = NumberOption.Of("--size", "Image size in pixels per side", "16 to 2048", 128);
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder; created if missing",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<string[]> Edits = WorldTaskOption.Create("Render edits of this task instead of scenes", "--edits");
    private static readonly Option<string?> SheetFile = new("--sheet")
    {
        Description = "Write a sheet of the first samples to this file",
        HelpName = "file.png",
    };

    public static Command Create()
    {
        var render = new ExampleCommand("render", "Render scenes or edits, with their masks, depth and normals.",
            "emuedit world render --seed 1 --count 20 -o scenes --sheet scenes.png",
            "emuedit world render --seed 1 --count 20 --task remove -o edits")
        { Seed, Count, Size, Output, Edits, SheetFile };
        render.ShowsProgress();
        render.Runs(Render);
        return new Command("world", "The built-in world that the shipped bundle was trained on.") { render, WorldShardsCommand.Create() };
    }

    private static void Render(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (seed, count, size, edits) = (
            parsed.GetValue(Seed),
            parsed.GetValue(Count),
            parsed.GetValue(Size),
            parsed.GetValue(Edits) ?? []
        );
        if (count is < 1 or > 1_000_000)
            throw new InvalidInputException($"--count {count}", "1 to 1000000");
        if (size is < 16 or > 2048)
            throw new InvalidInputException($"--size {size}", "16 to 2048");
        var tasks = WorldTaskOption.Parse(edits);
        var (dataset, files) = (new WorldDataset(seed, size), new WorldFiles(parsed.GetRequiredValue(Output), seed));
        EditSample Edit(long index) => dataset.Sample(index, tasks);
        ProgressDisplay.Run("rendering", count, bar =>
        {
            var done = 0;
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            {
                if (edits is [])
                    files.WriteScene(i, dataset);
                else
                    files.WriteEdit(i, Edit(i));
                bar.Report(Interlocked.Increment(ref done));
            });
            return done;
        }, edits is [] ? "scenes" : "edits");
        if (parsed.GetValue(SheetFile) is { } sheet)
            new SkiaCodec().Write(sheet, edits is [] ? WorldSheet.OfScenes(dataset, count) : WorldSheet.OfEdits(Edit, count));
        Console.WriteLine($"wrote {count} {(edits is [] ? "scenes" : "edits")} to {parsed.GetRequiredValue(Output)}");
    }
}
