using EmuEdit.Core;
using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>Line plots as images, 960 x 540 pixels.</summary>
public static class Plot
{
    private const int Width = 960, Height = 540;
    private const float Left = 92, Right = 932, Bottom = 468, TitleCap = 13, LabelCap = 9;

    /// <summary>Draws one line per series, with axes, grid and (for two series or more) a legend.</summary>
    /// <param name="title">Title above the plot.</param>
    /// <param name="xLabel">What the horizontal axis measures, with its unit.</param>
    /// <param name="yLabel">What the vertical axis measures, with its unit.</param>
    /// <param name="series">
    /// The lines. Points that are not finite (or, with <paramref name="logY"/>, not positive) are left out and interrupt their line.
    /// </param>
    /// <param name="logY">Whether the vertical axis is logarithmic; default false.</param>
    public static Image Lines(
        string title, string xLabel, string yLabel,
        IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> series, bool logY = false)
    {
        ArgumentNullException.ThrowIfNull(series);
        var seen = series.SelectMany(s => s.Points).Where(p => Visible(p, logY)).ToList();
        var x = Scale.Linear(seen.ConvertAll(p => p.X), 8, loose: false);
        var ys = seen.ConvertAll(p => p.Y);
        var y = logY ? Scale.Logarithmic(ys) : Scale.Linear(ys, 6);
        var top = series.Count > 1 ? 116f : 84f;
        var area = new SKRect(Left, top, Right, Bottom);
        return SkiaPixels.Draw(Width, Height, canvas =>
        {
            StrokeFont.Draw(canvas, title, 28, 42, TitleCap, PlotColors.Ink, 1.8f);
            StrokeFont.Draw(canvas, yLabel, 28, 66, LabelCap, PlotColors.Muted, 1.2f);
            StrokeFont.Draw(canvas, xLabel, Right - StrokeFont.Measure(xLabel, LabelCap), 518, LabelCap, PlotColors.Muted, 1.2f);
            DrawGrid(canvas, area, x, y);
            for (var i = 0; i < series.Count; i++)
                DrawLine(canvas, area, x, y, series[i].Points, logY, PlotColors.Line(i));
            if (series.Count > 1)
                DrawLegend(canvas, series.Select(s => s.Name));
        });
    }

    private static bool Visible((double X, double Y) p, bool logY) => double.IsFinite(p.X) && double.IsFinite(p.Y) && !(logY && p.Y <= 0);

    private static SKPoint Place(SKRect area, Scale x, Scale y, (double X, double Y) p) =>
        new(area.Left + (float)x.Place(p.X) * area.Width, area.Bottom - (float)y.Place(p.Y) * area.Height);

    private static void DrawGrid(SKCanvas canvas, SKRect area, Scale x, Scale y)
    {
        using var rule = new SKPaint { Color = PlotColors.Rule, StrokeWidth = 1 };
        using var axis = new SKPaint { Color = PlotColors.Axis, StrokeWidth = 1 };
        foreach (var tick in y.Ticks)
        {
            var at = MathF.Round(area.Bottom - (float)y.Place(tick) * area.Height) + 0.5f;
            canvas.DrawLine(area.Left, at, area.Right, at, rule);
            var text = Scale.Format(tick);
            StrokeFont.Draw(
                canvas,
                text,
                area.Left - 12 - StrokeFont.Measure(text, LabelCap),
                at + LabelCap / 2,
                LabelCap,
                PlotColors.Muted,
                1.1f
            );
        }
        canvas.DrawLine(area.Left, area.Bottom + 0.5f, area.Right, area.Bottom + 0.5f, axis);
        foreach (var tick in x.Ticks)
        {
            var at = MathF.Round(area.Left + (float)x.Place(tick) * area.Width) + 0.5f;
            canvas.DrawLine(at, area.Bottom, at, area.Bottom + 5, axis);
            var text = Scale.Format(tick);
            StrokeFont.Draw(canvas, text, at - StrokeFont.Measure(text, LabelCap) / 2, area.Bottom + 24, LabelCap, PlotColors.Muted, 1.1f);
        }
    }

    private static void DrawLine(
        SKCanvas canvas,
        SKRect area,
        Scale x,
        Scale y,
        IReadOnlyList<(double X, double Y)> points,
        bool logY,
        SKColor colour
    )
    {
        using var stroke = new SKPaint
        {
            Color = colour,
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 2.2f,
            StrokeJoin = SKStrokeJoin.Round,
            StrokeCap = SKStrokeCap.Round,
        };
        using var fill = new SKPaint { Color = colour, IsAntialias = true };
        using var path = new SKPath();
        var drawing = false;
        foreach (var point in points)
        {
            if (Visible(point, logY))
            {
                var at = Place(area, x, y, point);
                if (drawing) path.LineTo(at); else path.MoveTo(at);
                if (points.Count <= 40)
                    canvas.DrawCircle(at, 3.4f, fill);
                drawing = true;
            }
            else
                drawing = false;
        }
        canvas.DrawPath(path, stroke);
    }

    private static void DrawLegend(SKCanvas canvas, IEnumerable<string> names)
    {
        var x = Left;
        foreach (var (i, name) in names.Index())
        {
            using var swatch = new SKPaint
            {
                Color = PlotColors.Line(i),
                IsAntialias = true,
                StrokeWidth = 3.5f,
                StrokeCap = SKStrokeCap.Round,
            };
            canvas.DrawLine(x, 92, x + 16, 92, swatch);
            StrokeFont.Draw(canvas, name, x + 26, 92 + LabelCap / 2, LabelCap, PlotColors.Ink, 1.2f);
            x += 26 + StrokeFont.Measure(name, LabelCap) + 26;
        }
    }
}
