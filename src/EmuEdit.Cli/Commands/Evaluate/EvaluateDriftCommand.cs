using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Evaluation;
using EmuEdit.Imaging;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit evaluate drift</c>: what turns do to pixels that no instruction touched, with and without thresholding.</summary>
internal static class EvaluateDriftCommand
{
    private static readonly Option<long> Seed = NumberOption.Of("--seed", "Which world", "any whole number", 1000L);
    private static readonly Option<int> Count = NumberOption.Of("--count", "Conversations", "1 to 10000", 20);
    private static readonly Option<int> Turns = NumberOption.Of("--turns", "Turns in each", "1 to 100", 10);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string?> PlotFile = new("--plot") { Description = "Write the curves here", HelpName = "file.png" };

    public static Command Create()
    {
        var settings = new EditOptionSet();
        var command = new ExampleCommand("drift", "Repaint an object turn after turn; measure how far everything else drifts.", "emuedit evaluate drift --turns 10 --plot drift.png")
        { Seed, Count, Turns, BundleFolder, PlotFile };
        settings.AddTo(command);
        command.Runs((parsed, cancellation) => Run(parsed, settings.Read(parsed), cancellation));
        return command;
    }

    private static void Run(ParseResult parsed, EditOptions options, CancellationToken cancellation)
    {
        var (count, turns) = (parsed.GetValue(Count), parsed.GetValue(Turns));
        if (count is < 1 or > 10_000 || turns is < 1 or > 100)
            throw new InvalidInputException($"--count {count} --turns {turns}", "1 to 10000 conversations of 1 to 100 turns");
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), threads: 1);
        var pipeline = new EditPipeline(bundle);
        var chains = RecolourChain.Of(new WorldDataset(parsed.GetValue(Seed), bundle.ImageSize), turns).Take(count).ToList();
        var curves = new[] { ("without thresholding", options with { Alpha = 0 }), ("with thresholding", options) }.Select(Measure).ToList();
        Print(curves);
        if (parsed.GetValue(PlotFile) is { } plot)
            new SkiaCodec().Write(plot, DriftCurve.PlotOf(curves));

        DriftCurve Measure((string Name, EditOptions Options) variant) => ProgressBar.Run(variant.Name, count * turns,
            bar => DriftCurve.Measure(variant.Name, BundleEditors.Turns(pipeline, variant.Options), chains, bar, cancellation));
    }

    private static void Print(List<DriftCurve> curves)
    {
        Console.WriteLine($"| turn | {string.Join(" | ", curves.Select(c => c.Name))} |");
        Console.WriteLine($"| ---: | {string.Join(" | ", curves.Select(c => new string('-', c.Name.Length - 1) + ":"))} |");
        for (var turn = 1; turn < curves[0].Drift.Count; turn++)
            Console.WriteLine($"| {turn,4} | {string.Join(" | ", curves.Select(c => Text(c.Drift[turn]).PadLeft(c.Name.Length)))} |");
    }

    private static string Text(ConfidenceInterval drift) => FormattableString.Invariant(double.IsNaN(drift.HalfWidth) ? (FormattableString)$"{drift.Mean:0.00000}" : $"{drift.Mean:0.00000} ± {drift.HalfWidth:0.00000}");
}
