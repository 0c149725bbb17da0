using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit evaluate filters</c>: measures how well a bundle's filters, with its thresholds, separate right pairs from wrong ones.
/// </summary>
internal static class EvaluateFiltersCommand
{
    private static readonly Option<Seed> Seed = SeedOption.Of("Seed of the world; must differ from the seed of the thresholds", 3000);
    private static readonly Option<int> Count = FilterOptions.Count("--count", 40);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<bool> StandIn = FilterOptions.StandIn();
    private static readonly Option<string?> Json = FilterOptions.Json();
    private static readonly Option<bool> Ablations = new("--ablations") { Description = "Leave each filter out once" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "filters",
            "Measure how well the data factory's filters separate right pairs from wrong ones.",
            "emuedit evaluate filters --count 60 --ablations --json filters.json"
        )
        {
            Seed,
            Count,
            BundleFolder,
            StandIn,
            Json,
            Ablations,
        };
        command.ShowsProgress();
        command.Runs(Run);
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder));
        var pairs = FilterOptions.Draw(parsed.GetValue(Seed), parsed.GetValue(Count), bundle, cancellationToken);
        var models = FilterOptions.Models(bundle, pairs, parsed.GetValue(StandIn));
        FilterOptions.Print(
            FilterReport.Of(models, thresholds: null, pairs.Pairs, parsed.GetValue(Ablations), cancellationToken),
            parsed.GetValue(Json)
        );
    }
}
