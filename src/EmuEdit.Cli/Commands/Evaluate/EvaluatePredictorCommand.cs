using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Evaluation;
using EmuEdit.World;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit evaluate predictor</c>: measures how often the task predictor is right for phrasings that training did not use.
/// </summary>
internal static class EvaluatePredictorCommand
{
    private const int MaxCount = 1_000_000, ConfusionsShown = 5;

    private static readonly Option<Seed> Seed = SeedOption.Of("Which world", 1000);
    private static readonly Option<int> Count = NumberOption.Of("--count", "Instructions", "1 to 1000000", 2000);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand(
            "predictor",
            "Measure the task predictor on held-out phrasings.",
            "emuedit evaluate predictor --count 5000"
        )
        {
            Seed,
            Count,
            BundleFolder,
        };
        command.ShowsProgress();
        command.Runs((parsed, _) => Run(parsed));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        var count = parsed.GetValue(Count);
        if (count is < 1 or > MaxCount)
            throw new InvalidInputException($"--count {count}", $"1 to {MaxCount}");
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), threads: 1);
        var predictor = new TaskPredictor(bundle);
        foreach (var heldOut in new[] { false, true })
        {
            var dataset = new WorldDataset(parsed.GetValue(Seed), bundle.ImageSize, heldOut);
            var accuracy = TaskAccuracy.Measure(i => EditTask.Named(predictor.Predict(i).Task), dataset, count);
            Console.WriteLine($"{(heldOut ? "held-out" : "seen")} phrasings: {100 * accuracy.Share:0.00} % of {count} right");
            foreach (var (task, predicted, times) in accuracy.Confusions.Take(ConfusionsShown))
                Console.WriteLine($"  {task} taken for {predicted}: {times}");
        }
    }
}
