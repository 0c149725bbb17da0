using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>
/// A round monoline alphabet drawn as strokes. Text looks the same on every machine, even without a font file. Units: capitals are 14 high
/// with their baseline at y = 14, small letters are 10 high, and descenders reach 18.5.
/// </summary>
internal static class StrokeFont
{
    private const float CapHeight = 14, LetterGap = 3.6f, WordGap = 6.4f;

    private const string Bowl = "M0 9A4.5 5 0 1 0 9 9A4.5 5 0 1 0 0 9";

    private static readonly Dictionary<char, (SKPath Path, float Width)> Glyphs = Build(
        ('a', 9, Bowl + "M9 4V14"),
        ('b', 9, Bowl + "M0 0V14"),
        ('c', 7.8f, "M7.8 5.6A4.5 5 0 1 0 7.8 12.4"),
        ('d', 9, Bowl + "M9 0V14"),
        ('e', 9, "M.1 8.8H9A4.5 5 0 1 0 8 12.3"),
        ('f', 5.4f, "M5.4 0H5A3 3 0 0 0 2 3V14M0 4H5"),
        ('g', 9, Bowl + "M9 4V14.3A4.3 4.2 0 0 1 .9 16.6"),
        ('h', 8, "M0 0V14M0 8.2A4 4.2 0 0 1 8 8.2V14"),
        ('i', 0, "M0 4V14M0 .3V.4"),
        ('j', 2, "M2 4V15.5A3 3 0 0 1 -1 18.5M2 .3V.4"),
        ('k', 7.4f, "M0 0V14M7 4L0 10.6M2.9 7.9L7.4 14"),
        ('l', 2.4f, "M0 0V11.8A2.2 2.2 0 0 0 2.4 14"),
        ('m', 14, "M0 4V14M0 7.6A3.5 3.6 0 0 1 7 7.6V14M7 7.6A3.5 3.6 0 0 1 14 7.6V14"),
        ('n', 8, "M0 4V14M0 8.2A4 4.2 0 0 1 8 8.2V14"),
        ('o', 9, Bowl),
        ('p', 9, Bowl + "M0 4V18.5"),
        ('q', 9, Bowl + "M9 4V18.5"),
        ('r', 4.8f, "M0 4V14M0 8.4A4.4 4.4 0 0 1 4.8 4.1"),
        ('s', 7.4f, "M7 5.7C6.2 4.5 5 4 3.8 4C1.9 4 .5 5 .5 6.5C.5 10 7.4 8 7.4 11.3C7.4 13 5.9 14 3.9 14C2.2 14 .8 13.4 0 12.1"),
        ('t', 5.6f, "M2.4 .8V11A3 3 0 0 0 5.6 14M0 4H5.4"),
        ('u', 8, "M0 4V9.8A4 4.2 0 0 0 8 9.8M8 4V14"),
        ('v', 8.4f, "M0 4L4.2 14L8.4 4"),
        ('w', 13, "M0 4L3.2 14L6.5 4.6L9.8 14L13 4"),
        ('x', 7.6f, "M0 4L7.6 14M7.6 4L0 14"),
        ('y', 8.4f, "M0 4L4.2 14M8.4 4L3.4 16.4Q2.5 18.5 .3 18.4"),
        ('z', 7.4f, "M.2 4H7.2L0 14H7.4"),
        ('A', 11, "M0 14L5.5 0L11 14M2 9.4H9"),
        ('B', 9, "M0 6.7V0H4.8A3.35 3.35 0 0 1 4.8 6.7H0V14H5.3A3.65 3.65 0 0 0 5.3 6.7"),
        ('C', 10.8f, "M10.8 2.2A6.3 7 0 1 0 10.8 11.8"),
        ('D', 10.6f, "M0 0V14H3.8A6.8 7 0 0 0 3.8 0Z"),
        ('E', 7.8f, "M7.8 0H0V14H7.8M0 6.8H7"),
        ('F', 7.6f, "M7.6 0H0V14M0 6.8H6.6"),
        ('G', 12.4f, "M10.8 2.2A6.3 7 0 1 0 12.4 7.6H7.4"),
        ('H', 10, "M0 0V14M10 0V14M0 6.8H10"),
        ('I', 0, "M0 0V14"),
        ('J', 6, "M6 0V10.4A3.6 3.6 0 0 1 0 12.2"),
        ('K', 9.4f, "M0 0V14M8.8 0L0 8.8M3.3 5.7L9.4 14"),
        ('L', 7.4f, "M0 0V14H7.4"),
        ('M', 12, "M0 14V0L6 9.4L12 0V14"),
        ('N', 10, "M0 14V0L10 14V0"),
        ('O', 12.8f, "M0 7A6.4 7 0 1 0 12.8 7A6.4 7 0 1 0 0 7"),
        ('P', 8.7f, "M0 14V0H4.8A3.9 3.9 0 0 1 4.8 7.8H0"),
        ('Q', 12.8f, "M0 7A6.4 7 0 1 0 12.8 7A6.4 7 0 1 0 0 7M8.4 10.2L12.8 14.8"),
        ('R', 9.2f, "M0 14V0H4.8A3.9 3.9 0 0 1 4.8 7.8H0M4.6 7.8L9.2 14"),
        ('S', 9.4f, "M8.9 2.3C8 .8 6.5 0 4.8 0C2.4 0 .6 1.4 .6 3.6C.6 8.3 9.4 5.6 9.4 10.3C9.4 12.6 7.5 14 5 14C2.7 14 .9 13 0 11.3"),
        ('T', 10, "M0 0H10M5 0V14"),
        ('U', 10, "M0 0V9A5 5 0 0 0 10 9V0"),
        ('V', 10.8f, "M0 0L5.4 14L10.8 0"),
        ('W', 16, "M0 0L4 14L8 1L12 14L16 0"),
        ('X', 9.8f, "M0 0L9.8 14M9.8 0L0 14"),
        ('Y', 10, "M0 0L5 7.2L10 0M5 7.2V14"),
        ('Z', 9.4f, "M.4 0H9L0 14H9.4"),
        ('0', 8.4f, "M0 7A4.2 7 0 1 0 8.4 7A4.2 7 0 1 0 0 7"),
        ('1', 8.4f, "M1.6 2.8L5 0V14M1.8 14H8"),
        ('2', 8.4f, "M.5 3.9A3.9 3.9 0 1 1 7.4 6.4L.2 14H8.4"),
        ('3', 8.4f, "M.9 2.3A3.7 3.3 0 1 1 4.2 6.6H3.2M4.2 6.6A4 3.7 0 1 1 .2 11.5"),
        ('4', 8.4f, "M6.3 14V0L0 10H8.4"),
        ('5', 8.4f, "M7.6 0H1.4L.8 6.4A4.4 4.5 0 1 1 .1 12"),
        ('6', 8.4f, "M6.4 0L1 7M0 9.6A4.2 4.4 0 1 0 8.4 9.6A4.2 4.4 0 1 0 0 9.6"),
        ('7', 8.4f, "M0 0H8.4L3 14"),
        ('8', 8.4f, "M.7 3.3A3.5 3.3 0 1 0 7.7 3.3A3.5 3.3 0 1 0 .7 3.3M0 10.3A4.2 3.7 0 1 0 8.4 10.3A4.2 3.7 0 1 0 0 10.3"),
        ('9', 8.4f, "M2 14L7.4 7M0 4.4A4.2 4.4 0 1 0 8.4 4.4A4.2 4.4 0 1 0 0 4.4"),
        ('.', 0, "M0 13.7V13.8"),
        (',', 1, "M.9 13.5L0 16.4"),
        (':', 0, "M0 6V6.1M0 13.7V13.8"),
        (';', 1, "M.9 6V6.1M.9 13.5L0 16.4"),
        ('!', 0, "M0 0V9.6M0 13.7V13.8"),
        ('?', 7, "M0 2.9A3.5 3.2 0 1 1 4.8 6.2Q3.4 7 3.4 9.8M3.4 13.7V13.8"),
        ('-', 5, "M0 9H5"),
        ('_', 8, "M0 15.5H8"),
        ('+', 8, "M0 9H8M4 5V13"),
        ('=', 8, "M0 7H8M0 11H8"),
        ('/', 6, "M0 15.5L6 -1"),
        ('\\', 6, "M0 -1L6 15.5"),
        ('(', 3, "M3 -1A14 14 0 0 0 3 16"),
        (')', 3, "M0 -1A14 14 0 0 1 0 16"),
        ('[', 3, "M3 -1H0V16H3"),
        (']', 3, "M0 -1H3V16H0"),
        ('{', 4, "M4 -1Q2 -1 2 1.5V5Q2 7.5 0 7.5Q2 7.5 2 10V13.5Q2 16 4 16"),
        ('}', 4, "M0 -1Q2 -1 2 1.5V5Q2 7.5 4 7.5Q2 7.5 2 10V13.5Q2 16 0 16"),
        ('<', 7, "M7 4.5L0 9L7 13.5"),
        ('>', 7, "M0 4.5L7 9L0 13.5"),
        ('%', 12, "M10.5 0L1.5 14M0 3A2.5 3 0 1 0 5 3A2.5 3 0 1 0 0 3M7 11A2.5 3 0 1 0 12 11A2.5 3 0 1 0 7 11"),
        ('\'', 0, "M0 0V4"),
        ('"', 3, "M0 0V4M3 0V4"),
        ('`', 2, "M0 0L2 3"),
        ('|', 0, "M0 -1V16"),
        ('#', 9, "M3 1L1.5 13M7.5 1L6 13M.5 5H9M0 9.4H8.5"),
        ('*', 6, "M3 0V6.6M.1 1.6L5.9 5M5.9 1.6L.1 5"),
        ('^', 6, "M0 4L3 0L6 4"),
        ('~', 8, "M0 10Q2 7 4 9T8 8"),
        ('$', 8, "M7.4 3.6Q6.4 1.6 4 1.6C1.8 1.6 .6 2.8 .6 4.2C.6 8 8 6.2 8 10C8 11.6 6.4 12.6 4.2 12.6Q1.2 12.6 0 10.4M4 -.6V14.8"),
        ('&', 10.4f, "M10 14L2.6 5Q.6 2.4 2.4 .8Q4 -.6 5.6 .8Q7.4 3 4 5.4Q0 7.4 0 10.2Q.2 13.8 3.8 14Q8.6 14 9.6 8"),
        ('@', 13, "M9.4 7A2.9 3.1 0 1 0 3.6 7A2.9 3.1 0 1 0 9.4 7V8.6Q9.6 10.4 11.2 10.2Q13 9.6 13 7A6.5 7 0 1 0 9.6 13.2"),
        ('\u00D7', 7, "M0 5.5L7 12.5M7 5.5L0 12.5"),
        ('\u00B7', 0, "M0 8.9V9"),
        ('\u2013', 8, "M0 9H8"),
        ('\u2192', 11, "M0 9H11M7 5L11 9L7 13"),
        ('\u2026', 8, "M0 13.7V13.8M4 13.7V13.8M8 13.7V13.8"),
        ('\u2713', 9, "M0 9L3.2 13L9 4"),
        ('\u2717', 8, "M0 5L8 13M8 5L0 13"),
        ('\u2264', 7, "M7 3L0 7L7 11M0 14H7"),
        ('\u2265', 7, "M0 3L7 7L0 11M0 14H7"),
        ('\u00B0', 4, "M0 2A2 2 0 1 0 4 2A2 2 0 1 0 0 2"),
        ('\u03B1', 9, "M9 4C7.6 10.6 6 14 3.6 14C1.4 14 0 11.6 0 9C0 6.2 1.4 4 3.6 4C6.4 4 7 10 9 14"),
        ('\uFFFD', 8, "M0 0H8V14H0Z")
    );

    /// <summary>Width of <paramref name="text"/> in pixels for the given height of capitals.</summary>
    public static float Measure(string text, float capHeight)
    {
        var units = 0f;
        foreach (var c in text)
            units += Advance(c);
        return Math.Max(0, units - LetterGap) * capHeight / CapHeight;
    }

    /// <summary>
    /// Draws one line of text; (x, y) is the left end of the baseline, in pixels. Characters that the alphabet lacks appear as boxes.
    /// </summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, float capHeight, SKColor colour, float weight = 1.5f)
    {
        var scale = capHeight / CapHeight;
        using var paint = new SKPaint
        {
            Color = colour,
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = weight / scale,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        canvas.Save();
        canvas.Translate(x, y - capHeight);
        canvas.Scale(scale);
        foreach (var c in text)
        {
            if (c != ' ')
                canvas.DrawPath(Glyph(c).Path, paint);
            canvas.Translate(Advance(c), 0);
        }
        canvas.Restore();
    }

    /// <summary>Whether the alphabet has the character.</summary>
    public static bool Has(char c) => Glyphs.ContainsKey(c);

    private static float Advance(char c) => c == ' ' ? WordGap : Glyph(c).Width + LetterGap;

    private static (SKPath Path, float Width) Glyph(char c) => Glyphs.TryGetValue(c, out var glyph) ? glyph : Glyphs['\uFFFD'];

    private static Dictionary<char, (SKPath, float)> Build(params (char Character, float Width, string Strokes)[] glyphs) =>
        glyphs.ToDictionary(g => g.Character, g => (SKPath.ParseSvgPathData(g.Strokes), g.Width));
}
