using System.Globalization;

namespace EmuEdit.Dataset;

internal static class Markdown
{
    /// <summary>Writes a table, or a line that says there is nothing. A heading that begins with &gt; marks a column of numbers.</summary>
    public static string Table(IReadOnlyList<string> headings, IEnumerable<IEnumerable<string>> rows)
    {
        var lines = rows.Select(Row).ToList();
        return lines.Count == 0
            ? "None.\n"
            : Row(headings.Select(h => h.TrimStart('>')))
                + Row(headings.Select(h => h.StartsWith('>') ? "---:" : "---"))
                + string.Concat(lines);
    }

    private static string Row(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(c => c.ReplaceLineEndings(" ").Replace("|", "\\|")))} |\n";
}

/// <summary>Formats numbers for people.</summary>
internal static class NumberText
{
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');

    public static string Share(long part, long whole) =>
        whole == 0 ? "–"
        : part > whole ? $"×{Number((double)part / whole)}"
        : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Formats with about three significant figures.</summary>
    public static string Number(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                0 => "0",
                >= 100 => "0",
                >= 10 => "0.0",
                >= 1 => "0.00",
                _ => "0.###e0",
            },
            CultureInfo.InvariantCulture
        );
}
