using System.Text;
using EmuEdit.Evaluation;

namespace EmuEdit.Cli.Commands;

/// <summary>A Markdown table of means over seeds, with their confidence intervals.</summary>
internal sealed class StudyTable(string first, params string[] columns)
{
    private readonly List<string> _rows = [];

    /// <summary>A row.</summary>
    /// <param name="label">What its editors have in common.</param>
    /// <param name="values">For each column what each seed gave; empty where there is nothing to tell.</param>
    public void Add(string label, params IReadOnlyList<double>[] values) => _rows.Add($"| {label} | {string.Join(" | ", values.Select(Cell))} |\n");

    public string Markdown() => new StringBuilder($"| {first} | {string.Join(" | ", columns)} |\n| --- |{string.Concat(columns.Select(_ => " ---: |"))}\n").AppendJoin("", _rows).ToString();

    private static string Cell(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return "";
        var interval = MeanInterval.Of(values);
        return FormattableString.Invariant(double.IsNaN(interval.HalfWidth) ? (FormattableString)$"{100 * interval.Mean:0.0} %" : $"{100 * interval.Mean:0.0} ± {100 * interval.HalfWidth:0.0} %");
    }
}
