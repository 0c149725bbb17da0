using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Evaluation;
using EmuEdit.Filters;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands;

/// <summary>Parts that the commands about filters share.</summary>
internal static class FilterOptions
{
    public static Option<int> Count(string name, int byDefault) =>
        NumberOption.Of(
            name,
            $"Samples per task to {(name == "--count" ? "work" : "judge")} on, each giving up to 13 pairs",
            "1 to 10000",
            byDefault
        );

    public static Option<bool> StandIn() =>
        new("--stand-in") { Description = "Let the world's truth stand in for a detector and a depth estimator that the bundle lacks" };

    public static Option<string?> Json() => OutputOptions.JsonFile("Write the results to this file");

    /// <summary>Generates labelled pairs of a bundle's image size.</summary>
    public static LabelledPairs Draw(long seed, int count, Bundle bundle, CancellationToken cancellationToken) =>
        ProgressDisplay.Run(
            $"pairs of world {seed}",
            count * EditTask.All.Count,
            bar => LabelledPairs.Draw(seed, count, bundle.ImageSize, bar, cancellationToken),
            "pairs"
        );

    /// <summary>Returns the bundle's models. If allowed, the pairs' labels stand in for missing models.</summary>
    public static FilterModels Models(Bundle bundle, LabelledPairs pairs, bool standIn)
    {
        var models = FilterModels.Of(bundle);
        return standIn ? models with { Detector = models.Detector ?? pairs.Truth, Depth = models.Depth ?? pairs.Truth } : models;
    }

    /// <summary>Prints a report, and writes it to a file if one is given.</summary>
    public static void Print(FilterReport report, string? json)
    {
        Console.WriteLine(FilterReportFiles.Markdown(report));
        if (json is not null)
            AtomicFile.Write(json, FilterReportFiles.Json(report));
    }
}
