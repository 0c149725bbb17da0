using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Evaluation;

/// <summary>Formats a suite's results as JSON and as a sheet of images.</summary>
public static class SuiteFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Returns <c>{"suite", "seed", "editor", "mean_success", "tasks": [{"task", "count",
    /// "success", "l1_inside", "l1_outside", "l1_unchanged"}]}</c>; with reports to compare, also
    /// <c>"compared": [{"editor", "mean_success", "tasks"}]</c>.
    /// </summary>
    /// <param name="report">The main report.</param>
    /// <param name="compared">Reports of other editors on the same samples.</param>
    public static string Json(SuiteReport report, IReadOnlyList<SuiteReport>? compared = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var json = new JsonObject
        {
            ["suite"] = "world",
            ["seed"] = (ulong)report.Seed.Bits,
            ["editor"] = report.Editor,
            ["mean_success"] = Round(report.MeanSuccess),
            ["tasks"] = Tasks(report),
        };
        if (compared is { Count: > 0 })
            json["compared"] = new JsonArray([
                .. compared.Select(c => new JsonObject
                {
                    ["editor"] = c.Editor,
                    ["mean_success"] = Round(c.MeanSuccess),
                    ["tasks"] = Tasks(c),
                }),
            ]);
        return json.ToJsonString(Indented) + "\n";
    }

    /// <summary>
    /// Draws one row per task. Each example is shown as input (under the instruction), edit (with
    /// its errors) and target.
    /// </summary>
    public static Image SheetOf(SuiteReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Sheet.Grid([
            .. report.Examples.GroupBy(e => e.Sample.Task).Select(task => (IReadOnlyList<(Image, string)>)[.. task.SelectMany(Cells)]),
        ]);
    }

    private static IEnumerable<(Image, string)> Cells(SuiteExample example)
    {
        var (sample, score) = (example.Sample, example.Score);
        yield return (sample.Input, $"{sample.Task}: {sample.Instruction}");
        yield return (example.Edit, $"{(score.Success ? '✓' : '✗')} {score.Inside:0.000} inside, {score.Outside:0.000} outside");
        yield return (sample.Target, "target");
    }

    private static JsonArray Tasks(SuiteReport report) => new([.. report.Tasks.Select(t => new JsonObject
    {
        ["task"] = t.Task,
        ["count"] = t.Count,
        ["success"] = Round(t.Success),
        ["l1_inside"] = Round(t.L1Inside),
        ["l1_outside"] = Round(t.L1Outside),
        ["l1_unchanged"] = Round(t.L1Unchanged),
    })]);

    private static double Round(double value) => Math.Round(value, 6);
}
