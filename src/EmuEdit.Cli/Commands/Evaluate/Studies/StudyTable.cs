using System.Text;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary>A Markdown table of means over seeds, with their confidence intervals.</summary>
internal sealed class StudyTable(string first, params string[] columns)
{
    private readonly List<string> _rows = [];

    /// <summary>A table of success, its change against the first row, and what is left of the error.</summary>
    public static StudyTable OfChanges(string first) => new(first, "success", "change", "error left");

    /// <summary>A row of such a table.</summary>
    /// <param name="label">What its editors have in common.</param>
    /// <param name="reports">One a seed.</param>
    /// <param name="against">What they are compared with, seed by seed; null for the row that the others are compared with.</param>
    public void Add(string label, IEnumerable<SuiteReport> reports, IReadOnlyList<SuiteReport>? against = null)
    {
        var all = reports.ToList();
        Add(label, [.. all.Select(r => r.MeanSuccess)], [.. all.Zip(against ?? [], (r, other) => r.MeanSuccess - other.MeanSuccess)], [.. all.Select(EditorStudy.ErrorLeft)]);
    }

    /// <summary>A row.</summary>
    /// <param name="label">What its editors have in common.</param>
    /// <param name="values">For each column what each seed gave; empty where there is nothing to tell.</param>
    public void Add(string label, params IReadOnlyList<double>[] values) => _rows.Add($"| {label} | {string.Join(" | ", values.Select(Cell))} |\n");

    public string Markdown() => new StringBuilder($"| {first} | {string.Join(" | ", columns)} |\n| --- |{string.Concat(columns.Select(_ => " ---: |"))}\n").AppendJoin("", _rows).ToString();

    private static string Cell(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return "";
        var interval = ConfidenceInterval.Of(values);
        return FormattableString.Invariant(double.IsNaN(interval.HalfWidth) ? (FormattableString)$"{100 * interval.Mean:0.0} %" : $"{100 * interval.Mean:0.0} ± {100 * interval.HalfWidth:0.0} %");
    }
}
