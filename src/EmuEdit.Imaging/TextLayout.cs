namespace EmuEdit.Imaging;

/// <summary>Breaks text into lines.</summary>
internal static class TextLayout
{
    /// <summary>
    /// Breaks text into at most <paramref name="maxLines"/> lines, none wider than
    /// <paramref name="width"/> pixels. Text that does not fit ends in an ellipsis.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, float width, float capHeight, int maxLines)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Fits($"{lines[^1]} {word}"))
                lines[^1] += $" {word}";
            else
                lines.Add(Fits(word) ? word : Shorten(word));
        }
        if (lines.Count <= maxLines)
            return lines;
        lines[maxLines - 1] = Shorten($"{lines[maxLines - 1]} {lines[maxLines]}");
        return lines[..maxLines];

        bool Fits(string s) => PlotFont.Measure(s, capHeight) <= width;

        string Shorten(string s)
        {
            var keep = s.Length;
            while (keep > 0 && !Fits(s[..keep].TrimEnd() + "…"))
                keep--;
            return s[..keep].TrimEnd() + "…";
        }
    }
}
