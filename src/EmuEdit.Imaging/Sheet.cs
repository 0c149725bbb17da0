using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>Contact sheets: rows of labelled images.</summary>
public static class Sheet
{
    private const int Margin = 20, Gap = 12, RowGap = 18, LabelGap = 7, MaxLines = 3;
    private const float CapHeight = 8, LineHeight = 14;

    /// <summary>
    /// Lays the images out in a grid. Each is scaled to fit a square cell, with its label below (at
    /// most three lines). Rows may differ in length; a row without images leaves no gap.
    /// </summary>
    /// <param name="rows">Rows from the top, with images from the left.</param>
    /// <param name="cell">Side of a cell in pixels, at least 32; default 128.</param>
    public static Image Grid(IReadOnlyList<IReadOnlyList<(Image Picture, string Label)>> rows, int cell = 128)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(cell, 32);
        var filled = rows.Where(r => r.Count > 0).ToList();
        var labels = filled.Select(row => row.Select(p => TextLayout.Wrap(p.Label, cell, CapHeight, MaxLines)).ToList()).ToList();
        var heights = labels.Select(row => cell + LabelHeight(row.Max(l => l.Count))).ToList();
        var columns = filled.Select(r => r.Count).DefaultIfEmpty(1).Max();
        var width = 2 * Margin + columns * cell + (columns - 1) * Gap;
        var height = 2 * Margin + heights.Sum() + Math.Max(0, heights.Count - 1) * RowGap;
        return SkiaPixels.Draw(width, height, canvas =>
        {
            var top = Margin;
            for (var r = 0; r < filled.Count; r++)
            {
                for (var c = 0; c < filled[r].Count; c++)
                    DrawCell(canvas, filled[r][c].Picture, labels[r][c], Margin + c * (cell + Gap), top, cell);
                top += heights[r] + RowGap;
            }
        });
    }

    private static int LabelHeight(int lines) => lines == 0 ? 0 : LabelGap + (int)(lines * LineHeight);

    private static void DrawCell(SKCanvas canvas, Image picture, IReadOnlyList<string> label, int left, int top, int cell)
    {
        var scale = (float)cell / Math.Max(picture.Width, picture.Height);
        var (w, h) = (Math.Max(1, picture.Width * scale), Math.Max(1, picture.Height * scale));
        var place = SKRect.Create(left + (cell - w) / 2, top + cell - h, w, h);
        using var bitmap = SkiaPixels.ToBitmap(picture);
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(
            image,
            place,
            scale > 1 ? new SKSamplingOptions(SKCubicResampler.Mitchell) : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        using var outline = new SKPaint
        {
            Color = PlotColors.Rule,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 1,
        };
        canvas.DrawRect(SKRect.Inflate(place, 0.5f, 0.5f), outline);
        for (var i = 0; i < label.Count; i++)
            PlotFont.Draw(canvas, label[i], left, top + cell + LabelGap + CapHeight + i * LineHeight, CapHeight, PlotColors.Ink);
    }
}
