using System.CommandLine;
using System.Globalization;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Evaluation;
using EmuEdit.Factory;
using EmuEdit.Pairs;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit evaluate pairs</c>: measures how many synthesised pairs are right, by the method that ties the images of a pair and by the
/// mask.
/// </summary>
internal static class EvaluatePairsCommand
{
    private static readonly Option<Seed> Seed = SeedOption.Of("Which world", 3000);
    private static readonly Option<int> Count = NumberOption.Of("--count", "Samples per task", "1 to 10000", 20);
    private static readonly Option<int> Steps = NumberOption.Of("--steps", "Denoising steps", "2 to 1000", new SynthesisOptions().Steps);
    private static readonly Option<double> Guidance = NumberOption.Of(
        "--guidance",
        "Text guidance scale",
        "0 to 50",
        (double)new SynthesisOptions().Guidance
    );
    private static readonly Option<string?> BundleFolder = BundleOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "pairs",
            "Score pair synthesis on the world, where the true edit is known: grounded control, "
                + "prompt-to-prompt, none; the three masks; noise.",
            "emuedit evaluate pairs --count 50"
        )
        {
            Seed,
            Count,
            Steps,
            Guidance,
            BundleFolder,
        };
        command.ShowsProgress();
        command.Runs(Run);
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder));
        var (count, options) = (
            parsed.GetValue(Count),
            new SynthesisOptions { Steps = parsed.GetValue(Steps), Guidance = (float)parsed.GetValue(Guidance) }
        );
        var scores = ProgressDisplay.Run(
            "pairs",
            SynthesisAblation.Total(count),
            bar => SynthesisAblation.Run(WorldTruth.Models(bundle), options, parsed.GetValue(Seed), count, bar, cancellationToken),
            "pairs"
        );
        Console.WriteLine("| control           | task       | made | success | L1 inside | L1 outside | L1 unchanged |");
        Console.WriteLine("| ----------------- | ---------- | ---: | ------: | --------: | ---------: | -----------: |");
        foreach (var s in scores)
            Line(s.Variant, s.Task, s.Made, s.Success, s.L1Inside, s.L1Outside, s.L1Unchanged);
        foreach (var variant in scores.GroupBy(s => s.Variant))
            Line(
                variant.Key,
                "**mean**",
                variant.Sum(s => s.Made),
                variant.Average(s => s.Success),
                variant.Average(s => s.L1Inside),
                variant.Average(s => s.L1Outside),
                variant.Average(s => s.L1Unchanged)
            );
    }

    private static void Line(string variant, string task, int made, double success, double inside, double outside, double unchanged) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {variant,-17} | {task,-10} | {made,4} | {100 * success,5:0.0} % | {inside,9:0.000} | "
                    + $"{outside,10:0.000} | {unchanged,12:0.000} |"
            )
        );
}
