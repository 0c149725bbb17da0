using System.CommandLine;
using System.Text.Json;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit factory calibrate</c>: selects the thresholds of the filters on pairs that the world labels as right or wrong.
/// </summary>
internal static class CalibrateCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly Option<Seed> Seed = SeedOption.Of("Seed of the world to choose on; the next seed is used for the test", 2000);
    private static readonly Option<int> Count = FilterOptions.Count("--count", 70);
    private static readonly Option<int> JudgeCount = FilterOptions.Count("--judge-count", 40);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<bool> StandIn = FilterOptions.StandIn();
    private static readonly Option<string?> Json = FilterOptions.Json();
    private static readonly Option<string[]> Data = new("--data")
    {
        Description =
            "Also use the pairs of these data sets of 'emuedit factory run', which show this bundle's own "
                + "mistakes; their seed must differ from the seed that is judged",
        HelpName = "folder",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<bool> Write = new("--write") { Description = "Write the thresholds to the bundle's emu_edit.json" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "calibrate",
            "Choose the thresholds of the filters for a bundle's models, and test them on other pairs.",
            "emuedit factory calibrate --count 100 --write",
            "emuedit factory calibrate --data out --write",
            "emuedit factory calibrate --stand-in --json filters.json"
        )
        {
            Seed,
            Count,
            JudgeCount,
            Data,
            BundleFolder,
            StandIn,
            Json,
            Write,
        };
        command.ShowsProgress();
        command.Runs(Run);
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (seed, count, standIn) = (parsed.GetValue(Seed), parsed.GetValue(Count), parsed.GetValue(StandIn));
        if (standIn && parsed.GetValue(Write))
            throw new InvalidInputException(
                "--write with --stand-in",
                "one of them",
                "thresholds for the world's truth are of no use to a bundle's own models"
            );
        if (standIn && parsed.GetValue(Data) is { Length: > 0 })
            throw new InvalidInputException(
                "--data with --stand-in",
                "one of them",
                "the world knows what its own pictures show, and not what a factory drew"
            );
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder));
        var chosenOn = FilterOptions.Draw(seed, count, bundle, cancellationToken);
        var thresholds = FilterCalibration.Choose(
            FilterOptions.Models(bundle, chosenOn, standIn),
            [.. chosenOn.Pairs, .. Synthesised(parsed.GetValue(Data) ?? [], cancellationToken)],
            cancellationToken
        );
        var judgedOn = FilterOptions.Draw(seed + 1, parsed.GetValue(JudgeCount), bundle, cancellationToken);
        FilterOptions.Print(
            FilterReport.Of(
                FilterOptions.Models(bundle, judgedOn, standIn),
                thresholds,
                judgedOn.Pairs,
                ablations: true,
                cancellationToken
            ),
            parsed.GetValue(Json)
        );
        if (parsed.GetValue(Write))
            BundleSettingsFile.Write(bundle.Folder, "filters", thresholds.ToJson());
        else
            Console.WriteLine($"\nThresholds:\n{thresholds.ToJson().ToJsonString(Indented)}");
    }

    private static IEnumerable<LabelledPair> Synthesised(string[] folders, CancellationToken cancellationToken) =>
        folders.SelectMany(folder =>
            ProgressDisplay.Run(
                $"pairs of {folder}",
                DatasetOracle.Count(folder),
                bar => DatasetOracle.Labelled(folder, bar, cancellationToken),
                "pairs"
            )
        );
}
