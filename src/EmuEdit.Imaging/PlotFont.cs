using ScottPlot;
using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>
/// The font of sheets and plots: DejaVu Sans, reduced to Latin, Greek and Cyrillic letters and some
/// symbols. It is part of this library, because containers often have no font at all, and Skia then
/// leaves all text out.
/// </summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>The name by which ScottPlot asks for the font.</summary>
    public const string Name = "EmuEdit DejaVu Sans";

    private static readonly SKTypeface Typeface = Load();

    // The height of capitals at size 1.
    private static readonly float CapHeight = Sized(1000).Metrics.CapHeight / 1000;

    /// <summary>Width of <paramref name="text"/> in pixels for the given height of capitals.</summary>
    public static float Measure(string text, float capHeight)
    {
        using var font = Sized(capHeight / CapHeight);
        return font.MeasureText(text);
    }

    /// <summary>Draws one line of text. (x, y) is the left end of the baseline, in pixels.</summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, float capHeight, SKColor colour, bool bold = false)
    {
        using var font = Sized(capHeight / CapHeight);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        font.Embolden = bold;
        canvas.DrawText(text, x, y, font, paint);
    }

    /// <summary>Whether the font has the character.</summary>
    public static bool Has(char c) => Typeface.ContainsGlyph(c);

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) =>
        fontName == Name ? Typeface : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Typeface : null;

    private static SKFont Sized(float size) => new(Typeface, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };

    private static SKTypeface Load()
    {
        using var file = typeof(PlotFont).Assembly.GetManifestResourceStream("EmuEdit.Imaging.Fonts.DejaVuSans.ttf")!;
        return SKTypeface.FromStream(file);
    }
}
