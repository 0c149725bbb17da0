using System.Globalization;
using System.Text;

namespace EmuEdit.Onnx;

/// <summary>
/// Unicode's normalisation form C: a letter and its accents become one character where there is
/// one. .NET leaves this to a system library, which this project does not use
/// (InvariantGlobalization); Normalize then returns its input unchanged.
/// </summary>
internal static class Composition
{
    // Hangul: Unicode Standard 3.12. A syllable is a lead, a vowel and optionally a tail.
    private const int Syllable = 0xAC00, Lead = 0x1100, Vowel = 0x1161, Tail = 0x11A7, Leads = 19, Vowels = 21, Tails = 28;

    // Characters before this one never change or combine.
    private const int FirstMark = 0x300;

    private static readonly Lazy<Tables> s_tables = new(() => new Tables());

    /// <summary>Returns the composed text.</summary>
    public static string Of(string text)
    {
        if (text.All(c => c < FirstMark))
            return text;
        var points = text.EnumerateRunes().SelectMany(r => Decompose(r.Value)).ToList();
        Order(points);
        var composed = new StringBuilder(text.Length);
        foreach (var point in Compose(points))
            composed.Append(new Rune(point));
        return composed.ToString();
    }

    private static IEnumerable<int> Decompose(int point)
    {
        if (point - Syllable is >= 0 and < Leads * Vowels * Tails and var s)
            return s % Tails == 0 ? [Lead + s / Tails / Vowels, Vowel + s / Tails % Vowels]
                : [Lead + s / Tails / Vowels, Vowel + s / Tails % Vowels, Tail + s % Tails];
        return s_tables.Value.Decompositions.TryGetValue(point, out var parts) ? parts.SelectMany(Decompose) : [point];
    }

    // Sorts the marks of a run by their class; marks of one class keep their order.
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && Class(points[end]) > 0)
                end++;
            if (end - start > 1)
            {
                int[] sorted = [.. points[start..end].OrderBy(Class)];
                for (var i = 0; i < sorted.Length; i++)
                    points[start + i] = sorted[i];
            }
            start = end;
        }
    }

    // Each mark joins the last starter unless a mark of the same class, or of class 0, stands between them.
    private static List<int> Compose(List<int> points)
    {
        var (result, starter, last) = (new List<int>(), -1, -1);
        foreach (var point in points)
        {
            var own = Class(point);
            if (starter >= 0 && (last < own || last == -1) && Pair(result[starter], point) is { } joined)
            {
                result[starter] = joined;
                continue;
            }
            if (own == 0)
                (starter, last) = (result.Count, -1);
            else
                last = own;
            result.Add(point);
        }
        return result;
    }

    private static int? Pair(int first, int second)
    {
        if (first - Lead is >= 0 and < Leads and var lead && second - Vowel is >= 0 and < Vowels and var vowel)
            return Syllable + (lead * Vowels + vowel) * Tails;
        if (first - Syllable is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0
            && second - Tail is > 0 and < Tails and var tail)
            return first + tail;
        return s_tables.Value.Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int Class(int point) => s_tables.Value.Classes.GetValueOrDefault(point);

    private sealed class Tables
    {
        public Tables()
        {
            using var reader = new StreamReader(typeof(Composition).Assembly.GetManifestResourceStream("EmuEdit.Onnx.Text.canonical.txt")!);
            while (reader.ReadLine() is { } line)
                Read(line.Split(' '));
        }

        public Dictionary<int, int[]> Decompositions { get; } = [];

        public Dictionary<(int, int), int> Compositions { get; } = [];

        public Dictionary<int, int> Classes { get; } = [];

        private void Read(string[] words)
        {
            if (words[0] == "#")
                return;
            int[] points = [.. words[1..(words[0] == "^" ? 3 : words.Length)]
                .Select(w => int.Parse(w, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            if (words[0] == "^")
                for (var point = points[0]; point <= points[1]; point++)
                    Classes[point] = int.Parse(words[3], CultureInfo.InvariantCulture);
            else
                Decompositions[points[0]] = points[1..];
            if (words[0] == "=")
                Compositions[(points[1], points[2])] = points[0];
        }
    }
}
