using System.Text;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary>A Markdown table of means over seeds, with confidence intervals.</summary>
internal sealed class StudyTable(string first, params string[] columns)
{
    private readonly List<string> _rows = [];

    /// <summary>Creates a table of success, its change relative to the first row, and the remaining error.</summary>
    public static StudyTable OfChanges(string first) => new(first, "success", "change", "error left");

    /// <summary>Adds a row to such a table.</summary>
    /// <param name="label">What the editors of the row have in common.</param>
    /// <param name="reports">One report per seed.</param>
    /// <param name="against">The reports to compare with, seed by seed. Null for the row that the others are compared with.</param>
    public void Add(string label, IEnumerable<SuiteReport> reports, IReadOnlyList<SuiteReport>? against = null)
    {
        var all = reports.ToList();
        Add(
            label,
            [.. all.Select(r => r.MeanSuccess)],
            [.. all.Zip(against ?? [], (r, other) => r.MeanSuccess - other.MeanSuccess)],
            [.. all.Select(EditorStudy.ErrorLeft)]
        );
    }

    /// <summary>Adds a row.</summary>
    /// <param name="label">What the editors of the row have in common.</param>
    /// <param name="values">For each column, one value per seed. Empty for an empty cell.</param>
    public void Add(string label, params IReadOnlyList<double>[] values) =>
        _rows.Add($"| {label} | {string.Join(" | ", values.Select(Cell))} |\n");

    public string Markdown() =>
        new StringBuilder($"| {first} | {string.Join(" | ", columns)} |\n| --- |{string.Concat(columns.Select(_ => " ---: |"))}\n")
            .AppendJoin("", _rows)
            .ToString();

    private static string Cell(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return "";
        var interval = ConfidenceInterval.Of(values);
        return FormattableString.Invariant(
            double.IsNaN(interval.HalfWidth)
                ? (FormattableString)$"{100 * interval.Mean:0.0} %"
                : $"{100 * interval.Mean:0.0} ± {100 * interval.HalfWidth:0.0} %"
        );
    }
}
