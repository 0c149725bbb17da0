using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>One stage of a funnel.</summary>
/// <param name="Name">Name of the stage.</param>
/// <param name="In">How many come in.</param>
/// <param name="Out">How many continue; more than come in when a stage multiplies.</param>
/// <param name="Note">What removed the rest, in a few words; may be empty.</param>
public sealed record FunnelStage(string Name, long In, long Out, string Note = "");

/// <summary>
/// Draws how much is left after each stage, as an image 1200 pixels wide: one bar per stage, and
/// the same in small for each part.
/// </summary>
public static class FunnelPlot
{
    private const int Width = 1200,
        Columns = 4;
    private const float Left = 40,
        Right = 1160,
        BarLeft = 240,
        BarRight = 900,
        CountRight = 1000,
        ShareRight = 1080,
        RowHeight = 52,
        BarHeight = 26,
        HeadHeight = 126;
    private const float TitleCap = 15,
        Cap = 9.5f,
        SmallCap = 8;
    private const float CellGap = 32,
        CellTop = 66,
        SmallBar = 6,
        SmallGap = 3,
        CellHead = 34,
        CellFoot = 26;

    /// <summary>Draws the plot.</summary>
    /// <param name="title">Title of the plot.</param>
    /// <param name="subtitle">Summary of the plot in figures.</param>
    /// <param name="stages">The stages in their order.</param>
    /// <param name="parts">The stages of each part, drawn to the part's own scale; may be empty.</param>
    public static Image Draw(
        string title,
        string subtitle,
        IReadOnlyList<FunnelStage> stages,
        IReadOnlyList<(string Name, IReadOnlyList<FunnelStage> Stages)> parts
    )
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(parts);
        var (rows, cellHeight) = ((parts.Count + Columns - 1) / Columns, CellHead + stages.Count * (SmallBar + SmallGap) + CellFoot);
        var partsTop = HeadHeight + stages.Count * RowHeight;
        var height = partsTop + (rows == 0 ? 24 : CellTop + rows * cellHeight);
        return SkiaPixels.Draw(
            Width,
            (int)height,
            canvas =>
            {
                Text(canvas, title, Left, 52, TitleCap, PlotColors.Ink, bold: true);
                Text(canvas, subtitle, Left, 80, Cap, PlotColors.Muted);
                foreach (var (heading, right) in new[] { ("left", CountRight), ("passes", ShareRight), ("taken", Right) })
                    Text(canvas, heading, right - PlotFont.Measure(heading, SmallCap), HeadHeight - 8, SmallCap, PlotColors.Muted);
                for (var i = 0; i < stages.Count; i++)
                    DrawStage(canvas, stages[i], Widest(stages), HeadHeight + i * RowHeight);
                if (rows > 0)
                    Text(canvas, "By task, each to its own scale", Left, partsTop + 36, Cap + 1.5f, PlotColors.Ink);
                for (var i = 0; i < parts.Count; i++)
                    DrawPart(
                        canvas,
                        parts[i].Name,
                        parts[i].Stages,
                        Left + i % Columns * CellWidth,
                        partsTop + CellTop + i / Columns * cellHeight
                    );
            }
        );
    }

    private static float CellWidth => (Right - Left + CellGap) / Columns;

    private static long Widest(IReadOnlyList<FunnelStage> stages) =>
        Math.Max(1, stages.Select(s => Math.Max(s.In, s.Out)).DefaultIfEmpty(1).Max());

    private static void DrawStage(SKCanvas canvas, FunnelStage stage, long widest, float top)
    {
        Text(canvas, stage.Name, BarLeft - 18 - PlotFont.Measure(stage.Name, Cap), top + (BarHeight + Cap) / 2, Cap, PlotColors.Ink);
        DrawBar(canvas, stage, widest, SKRect.Create(BarLeft, top, BarRight - BarLeft, BarHeight));
        RightAligned(canvas, Count(stage.Out), CountRight, top, PlotColors.Ink);
        RightAligned(canvas, Share(stage), ShareRight, top, PlotColors.Ink);
        if (stage.In > stage.Out)
            RightAligned(canvas, "–" + Count(stage.In - stage.Out), Right, top, PlotColors.Line(1));
        if (TextLayout.Wrap(stage.Note, BarRight - BarLeft, SmallCap, 1) is [var note])
            Text(canvas, note, BarLeft, top + BarHeight + 13, SmallCap, PlotColors.Muted);
    }

    private static void DrawPart(SKCanvas canvas, string name, IReadOnlyList<FunnelStage> stages, float left, float top)
    {
        var (right, widest) = (left + CellWidth - CellGap, Widest(stages));
        var kept = stages.Count > 0 ? stages[^1].Out : 0;
        var summary = $"{Count(kept)} · {Percent(kept, widest)}";
        Text(canvas, name, left, top + 14, Cap, PlotColors.Ink);
        Text(canvas, summary, right - PlotFont.Measure(summary, Cap), top + 14, Cap, PlotColors.Muted);
        for (var i = 0; i < stages.Count; i++)
            DrawBar(canvas, stages[i], widest, SKRect.Create(left, top + CellHead - 8 + i * (SmallBar + SmallGap), right - left, SmallBar));
    }

    // What continues is blue, over what came in, in pale orange. So the part that a stage removes stays visible.
    private static void DrawBar(SKCanvas canvas, FunnelStage stage, long widest, SKRect place)
    {
        Fill(canvas, place, 1, PlotColors.Rule.WithAlpha(90));
        Fill(canvas, place, (float)stage.In / widest, PlotColors.Line(1).WithAlpha(80));
        Fill(canvas, place, (float)stage.Out / widest, PlotColors.Line(0));
    }

    private static void Fill(SKCanvas canvas, SKRect place, float share, SKColor colour)
    {
        if (share <= 0)
            return;
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        var radius = Math.Min(3, place.Height / 4);
        canvas.DrawRoundRect(
            SKRect.Create(place.Left, place.Top, Math.Max(1.5f, share * place.Width), place.Height),
            radius,
            radius,
            paint
        );
    }

    private static void RightAligned(SKCanvas canvas, string text, float right, float top, SKColor colour) =>
        Text(canvas, text, right - PlotFont.Measure(text, Cap), top + (BarHeight + Cap) / 2, Cap, colour);

    private static void Text(SKCanvas canvas, string text, float x, float y, float cap, SKColor colour, bool bold = false) =>
        PlotFont.Draw(canvas, text, x, y, cap, colour, bold);

    private static string Share(FunnelStage stage) =>
        stage.In == 0 ? ""
        : stage.Out > stage.In ? FormattableString.Invariant($"×{(double)stage.Out / stage.In:0.#}")
        : Percent(stage.Out, stage.In);

    private static string Percent(long part, long whole) =>
        whole == 0 ? "0 %" : FormattableString.Invariant($"{100.0 * part / whole:0.0} %");

    private static string Count(long count) => count.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture).Replace(',', ' ');
}
