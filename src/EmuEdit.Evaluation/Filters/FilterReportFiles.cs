using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmuEdit.Evaluation;

/// <summary>Formats a filter report as Markdown, which is also readable on a terminal, and as JSON.</summary>
public static class FilterReportFiles
{
    private const int CatchersShown = 3;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Returns tables with one line per task, per kind of pair, and per filter left out.</summary>
    public static string Markdown(FilterReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Scores(text, "task", [.. report.Tasks, report.All]);
        text.AppendLine()
            .AppendLine("| kind of pair          | count |  caught | reassigned | caught by |")
            .AppendLine("| --------------------- | ----: | ------: | ---------: | --- |");
        foreach (var k in report.Kinds)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {k.Kind,-21} | {k.Count,5} | {Percent(k.Caught),7} | {k.Reassigned,10} | "
                    + $"{string.Join(", ", k.Catchers.Take(CatchersShown).Select(c => $"{c.Filter} {c.Count}"))} |"
            );
        if (report.Ablations.Count > 0)
            Scores(text.AppendLine(), "without", report.Ablations);
        if (report.Missing.Count > 0)
            text.AppendLine().AppendLine($"Left out, because the bundle lacks the model: {string.Join(", ", report.Missing)}.");
        return text.ToString().TrimEnd();
    }

    /// <summary>
    /// Returns <c>{"filters", "missing", "all": {"precision", "recall", "right", "right_kept",
    /// "wrong", "wrong_kept"}, "tasks": {...}, "kinds": {...}, "without": {...}}</c>.
    /// </summary>
    public static string Json(FilterReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new JsonObject
        {
            ["filters"] = new JsonArray([.. report.Filters.Select(f => JsonValue.Create(f))]),
            ["missing"] = new JsonArray([.. report.Missing.Select(f => JsonValue.Create(f))]),
            ["all"] = Json(report.All),
            ["tasks"] = new JsonObject(report.Tasks.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)Json(s)))),
            ["kinds"] = new JsonObject(report.Kinds.Select(k => KeyValuePair.Create(k.Kind, (JsonNode?)Json(k)))),
            ["without"] = new JsonObject(report.Ablations.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)Json(s)))),
        }.ToJsonString(Indented) + "\n";
    }

    private static void Scores(StringBuilder text, string what, IReadOnlyList<FilterScore> scores)
    {
        text.AppendLine($"| {what,-16} | precision |  recall | right kept |  wrong kept |")
            .AppendLine("| ---------------- | --------: | ------: | ---------: | ----------: |");
        foreach (var s in scores)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {s.Name,-16} | {Percent(s.Precision),9} | {Percent(s.Recall),7} | {$"{s.RightKept}/{s.Right}",10} "
                    + $"| {$"{s.WrongKept}/{s.Wrong}",11} |"
            );
    }

    private static JsonObject Json(FilterScore s) => new()
    {
        ["precision"] = Math.Round(s.Precision, 4),
        ["recall"] = Math.Round(s.Recall, 4),
        ["right"] = s.Right,
        ["right_kept"] = s.RightKept,
        ["wrong"] = s.Wrong,
        ["wrong_kept"] = s.WrongKept,
    };

    private static JsonObject Json(KindScore k) => new()
    {
        ["count"] = k.Count,
        ["kept"] = k.Kept,
        ["reassigned"] = k.Reassigned,
        ["caught_by"] = new JsonObject(k.Catchers.Select(c => KeyValuePair.Create(c.Filter, (JsonNode?)c.Count))),
    };

    private static string Percent(double share) => $"{100 * share:0.0} %";
}
