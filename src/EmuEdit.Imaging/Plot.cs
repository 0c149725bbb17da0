using System.Globalization;
using EmuEdit.Core;
using ScottPlot.TickGenerators;

namespace EmuEdit.Imaging;

/// <summary>Line plots as images, 960 x 540 pixels.</summary>
public static class Plot
{
    private const int Width = 960, Height = 540, Border = 16, MostMarkers = 40;
    private const float TitleSize = 20, LabelSize = 14;

    static Plot() => ScottPlot.Fonts.FontResolvers.Insert(0, new PlotFont());

    /// <summary>Draws one line per series, with axes, grid and (for two series or more) a legend.</summary>
    /// <param name="title">Title above the plot.</param>
    /// <param name="xLabel">What the horizontal axis measures, with its unit.</param>
    /// <param name="yLabel">What the vertical axis measures, with its unit.</param>
    /// <param name="series">
    /// The lines. Points that are not finite (or, with <paramref name="logY"/>, not positive) are
    /// left out and interrupt their line.
    /// </param>
    /// <param name="logY">Whether the vertical axis is logarithmic; default false.</param>
    public static Image Lines(
        string title,
        string xLabel,
        string yLabel,
        IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> series,
        bool logY = false
    )
    {
        ArgumentNullException.ThrowIfNull(series);
        using var plot = new ScottPlot.Plot();
        for (var i = 0; i < series.Count; i++)
            AddLine(plot, series.Count > 1 ? series[i].Name : "", series[i].Points, logY, PlotColors.Of(PlotColors.Line(i)));
        plot.Axes.Margins(horizontal: 0.01, vertical: 0.06);
        plot.Axes.AutoScale();
        if (logY)
            plot.Axes.Left.TickGenerator = Decades(plot.Axes.GetLimits());
        Style(plot, title, xLabel, yLabel);
        if (series.Count > 1)
            ShowLegend(plot);
        var area = new ScottPlot.PixelRect(Border, Width - Border, Height - Border, Border);
        return SkiaPixels.Draw(
            Width,
            Height,
            canvas =>
            {
                // ScottPlot clears the canvas that it draws on.
                canvas.ClipRect(area.ToSKRect());
                plot.Render(canvas, area);
            }
        );
    }

    // A line ends where a point is left out. The next one is another line of the same colour.
    private static void AddLine(
        ScottPlot.Plot plot,
        string name,
        IReadOnlyList<(double X, double Y)> points,
        bool logY,
        ScottPlot.Color colour
    )
    {
        var legend = name;
        foreach (var run in Runs(points, logY))
        {
            var line = plot.Add.Scatter(run.ConvertAll(p => p.X), run.ConvertAll(p => logY ? Math.Log10(p.Y) : p.Y), colour);
            line.LineWidth = 2.2f;
            line.MarkerSize = points.Count <= MostMarkers ? 7 : 0;
            (line.LegendText, legend) = (legend, "");
        }
    }

    private static List<List<(double X, double Y)>> Runs(IReadOnlyList<(double X, double Y)> points, bool logY)
    {
        List<List<(double X, double Y)>> runs = [];
        var open = false;
        foreach (var point in points)
        {
            var visible = double.IsFinite(point.X) && double.IsFinite(point.Y) && !(logY && point.Y <= 0);
            if (visible && !open)
                runs.Add([]);
            if (visible)
                runs[^1].Add(point);
            open = visible;
        }
        return runs;
    }

    // Values are drawn as their logarithms. Within less than two decades, ticks at 1, 2 and 5 are close enough to read.
    private static NumericManual Decades(ScottPlot.AxisLimits limits)
    {
        var ticks = new NumericManual();
        var (low, high) = ((int)Math.Floor(limits.Bottom), (int)Math.Ceiling(limits.Top));
        for (var decade = low; decade <= high; decade++)
            foreach (var factor in limits.Top - limits.Bottom < 2 ? new[] { 1, 2, 5 } : [1])
                if (Math.Log10(factor) + decade is var at && at >= limits.Bottom && at <= limits.Top)
                    ticks.AddMajor(at, Text(factor * Math.Pow(10, decade)));
        return ticks;
    }

    private static void Style(ScottPlot.Plot plot, string title, string xLabel, string yLabel)
    {
        plot.Axes.Frame(false);
        plot.Axes.Bottom.FrameLineStyle.IsVisible = true;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Grid.MajorLineColor = PlotColors.Of(PlotColors.Rule);
        foreach (var axis in new ScottPlot.IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.MinorTickStyle.Length = 0;
            axis.TickLabelStyle.FontName = PlotFont.Name;
            axis.TickLabelStyle.FontSize = LabelSize;
            axis.TickLabelStyle.ForeColor = PlotColors.Of(PlotColors.Muted);
            axis.MajorTickStyle.Color = axis.FrameLineStyle.Color = PlotColors.Of(PlotColors.Axis);
            if (axis.TickGenerator is NumericAutomatic automatic)
                automatic.LabelFormatter = Text;
        }
        plot.Axes.Left.MajorTickStyle.Length = 0;
        foreach (
            var (label, text, size, colour) in new[]
            {
                (plot.Axes.Title.Label, title, TitleSize, PlotColors.Ink),
                (plot.Axes.Bottom.Label, xLabel, LabelSize, PlotColors.Muted),
                (plot.Axes.Left.Label, yLabel, LabelSize, PlotColors.Muted),
            }
        )
            (label.Text, label.FontName, label.FontSize, label.ForeColor, label.Bold) = (
                text,
                PlotFont.Name,
                size,
                PlotColors.Of(colour),
                false
            );
    }

    private static void ShowLegend(ScottPlot.Plot plot)
    {
        var legend = plot.ShowLegend(ScottPlot.Edge.Top).Legend;
        (legend.FontName, legend.FontSize, legend.FontColor) = (PlotFont.Name, LabelSize, PlotColors.Of(PlotColors.Ink));
        legend.Orientation = ScottPlot.Orientation.Horizontal;
        legend.TightHorizontalWrapping = true;
        legend.OutlineWidth = 0;
        legend.ShadowColor = ScottPlot.Colors.Transparent;
    }

    private static string Text(double value) => Math.Round(value, 12).ToString("0.############", CultureInfo.InvariantCulture);
}
