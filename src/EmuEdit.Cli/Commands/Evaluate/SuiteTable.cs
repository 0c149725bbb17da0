using System.Globalization;
using System.Text;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary>Formats reports as Markdown tables, which are also readable on a terminal.</summary>
internal static class SuiteTable
{
    /// <summary>
    /// Returns the first report in full, one line per task. If there are several reports, adds a table with the success of all side by
    /// side.
    /// </summary>
    public static string Markdown(IReadOnlyList<SuiteReport> reports)
    {
        var text = new StringBuilder();
        Full(text, reports[0]);
        if (reports.Count > 1)
            Compared(text.AppendLine(), reports);
        return text.ToString().TrimEnd();
    }

    private static void Full(StringBuilder text, SuiteReport report)
    {
        text.AppendLine("| task             | count | success | L1 inside | L1 outside | L1 unchanged |");
        text.AppendLine("| ---------------- | ----: | ------: | --------: | ---------: | -----------: |");
        foreach (var t in report.Tasks)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {t.Task,-16} | {t.Count,5} | {Percent(t.Success),7} | {t.L1Inside,9:0.000} | "
                    + $"{t.L1Outside,10:0.000} | {t.L1Unchanged,12:0.000} |"
            );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| **mean**         | {report.Tasks.Sum(t => t.Count),5} | {Percent(report.MeanSuccess),7} | "
                + $"{report.Tasks.Average(t => t.L1Inside),9:0.000} | {report.Tasks.Average(t => t.L1Outside),10:0.000} "
                + $"| {report.Tasks.Average(t => t.L1Unchanged),12:0.000} |"
        );
    }

    private static void Compared(StringBuilder text, IReadOnlyList<SuiteReport> reports)
    {
        text.AppendLine("| success          | " + string.Join(" | ", reports.Select(r => r.Editor)) + " |");
        text.AppendLine(
            "| ---------------- | " + string.Join(" | ", reports.Select(r => new string('-', r.Editor.Length - 1) + ":")) + " |"
        );
        for (var t = 0; t < reports[0].Tasks.Count; t++)
            Row(reports[0].Tasks[t].Task, r => r.Tasks[t].Success);
        Row("**mean**", r => r.MeanSuccess);

        void Row(string name, Func<SuiteReport, double> success) =>
            text.AppendLine(
                $"| {name,-16} | " + string.Join(" | ", reports.Select(r => Percent(success(r)).PadLeft(r.Editor.Length))) + " |"
            );
    }

    private static string Percent(double share) => $"{100 * share:0.0} %";
}
