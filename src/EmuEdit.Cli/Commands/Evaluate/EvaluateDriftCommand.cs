using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Evaluation;
using EmuEdit.Imaging;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit evaluate drift</c>: measures how turns change pixels that no instruction names, with and without thresholding.
/// </summary>
internal static class EvaluateDriftCommand
{
    private const int Width = 20;

    private static readonly Option<Seed> Seed = SeedOption.Of("Which world", 1000);
    private static readonly Option<int> Count = NumberOption.Of("--count", "Conversations", "1 to 10000", 20);
    private static readonly Option<int> Turns = NumberOption.Of("--turns", "Turns per chain", "1 to 100", 10);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string?> PlotFile =
        new("--plot") { Description = "Write the curves to this file", HelpName = "file.png" };

    public static Command Create()
    {
        var settings = new EditOptionSet();
        var command = new ExampleCommand(
            "drift",
            "Repaint an object in many turns, and measure how far everything else changes.",
            "emuedit evaluate drift --turns 10 --plot drift.png"
        )
        {
            Seed,
            Count,
            Turns,
            BundleFolder,
            PlotFile,
        };
        settings.AddTo(command);
        command.ShowsProgress();
        command.Runs((parsed, cancellation) => Run(parsed, settings.Read(parsed), cancellation));
        return command;
    }

    private static void Run(ParseResult parsed, EditOptions options, CancellationToken cancellationToken)
    {
        var (count, turns) = (parsed.GetValue(Count), parsed.GetValue(Turns));
        if (count is < 1 or > 10_000 || turns is < 1 or > 100)
            throw new InvalidInputException($"--count {count} --turns {turns}", "1 to 10000 conversations of 1 to 100 turns");
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), threads: 1);
        var pipeline = new EditPipeline(bundle);
        var chains = RecolourChain.Of(new WorldDataset(parsed.GetValue(Seed), bundle.ImageSize), turns).Take(count).ToList();
        var (without, with) = (Measure("without thresholding", options with { Alpha = 0 }), Measure("with thresholding", options));
        Print([(without.Name, without.Drift), (with.Name, with.Drift), ("with is less by", with.Below(without))]);
        if (parsed.GetValue(PlotFile) is { } plot)
            new SkiaCodec().Write(plot, DriftCurve.PlotOf([without, with]));

        DriftCurve Measure(string name, EditOptions variant) =>
            ProgressDisplay.Run(
                name,
                count * turns,
                bar => DriftCurve.Measure(name, BundleEditors.Turns(pipeline, variant), chains, bar, cancellationToken),
                "turns"
            );
    }

    private static void Print((string Name, IReadOnlyList<ConfidenceInterval> Values)[] columns)
    {
        Console.WriteLine($"| turn | {string.Join(" | ", columns.Select(c => c.Name.PadLeft(Width)))} |");
        Console.WriteLine($"| ---: | {string.Join(" | ", columns.Select(_ => new string('-', Width - 1) + ":"))} |");
        for (var turn = 1; turn < columns[0].Values.Count; turn++)
            Console.WriteLine($"| {turn,4} | {string.Join(" | ", columns.Select(c => Text(c.Values[turn]).PadLeft(Width)))} |");
    }

    private static string Text(ConfidenceInterval drift) =>
        FormattableString.Invariant(
            double.IsNaN(drift.HalfWidth) ? (FormattableString)$"{drift.Mean:0.00000}" : $"{drift.Mean:0.00000} ± {drift.HalfWidth:0.00000}"
        );
}
