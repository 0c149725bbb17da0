using EmuEdit.Core;

namespace EmuEdit.Imaging.Tests;

public class SheetAndPlotTests
{
    [Fact]
    public void Grid_TwoByThree_HasRoomForEveryCell()
    {
        var row = Enumerable.Repeat((TestFiles.Gradient(), "a label"), 3).ToList();
        var sheet = Sheet.Grid([row, row], cell: 64);
        Assert.Equal(20 + 3 * 64 + 2 * 12 + 20, sheet.Width);
        Assert.True(sheet.Height > 2 * 64 + 40);
    }

    [Fact]
    public void Grid_PictureOfCellSize_IsDrawnUnchanged()
    {
        var picture = TestFiles.Gradient(64, 64);
        var sheet = Sheet.Grid([[(picture, "")]], cell: 64);
        for (var y = 0; y < 64; y++)
            Assert.Equal(picture.Pixels.AsSpan(picture.Offset(0, y), 192), sheet.Pixels.AsSpan(sheet.Offset(20, 20 + y), 192));
    }

    [Fact]
    public void Grid_NoPictures_IsAnEmptySheet() => Assert.All(Sheet.Grid([[]], 64).Pixels, b => Assert.Equal(255, b));

    [Fact]
    public void Grid_Label_IsDrawnBelowThePicture()
    {
        var bare = Sheet.Grid([[(TestFiles.Gradient(64, 64), "")]], 64);
        var labelled = Sheet.Grid([[(TestFiles.Gradient(64, 64), "red cube")]], 64);
        Assert.True(labelled.Height > bare.Height);
        Assert.Contains(labelled.Pixels[labelled.Offset(0, 84)..], b => b < 128);
    }

    [Fact]
    public void Wrap_LongText_KeepsToWidthAndLinesAndSaysThatMoreFollows()
    {
        var lines = TextLayout.Wrap("replace the small green rubber cylinder on the left with a large yellow metal cone", 100, 8, 3);
        Assert.Equal(3, lines.Count);
        Assert.All(lines, l => Assert.InRange(PlotFont.Measure(l, 8), 1, 100));
        Assert.EndsWith("…", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Wrap_OneWordWiderThanTheLine_IsShortened() =>
        Assert.EndsWith("…", Assert.Single(TextLayout.Wrap(new string('w', 60), 100, 8, 3)), StringComparison.Ordinal);

    [Fact]
    public void Font_PrintableAsciiAndTheSymbolsOfLabels_HaveAGlyph() =>
        Assert.All([.. Enumerable.Range(33, 94).Select(c => (char)c), .. "×·–→…✓✗≤≥°αäé"], c => Assert.True(PlotFont.Has(c), $"{c}"));

    [Fact]
    public void Lines_RisingSeries_IsDrawnInItsColourFromLowerLeftToUpperRight()
    {
        var plot = Plot.Lines("t", "x", "y", [("a", [(0, 0), (1, 1)])]);
        var blue = Enumerable
            .Range(0, plot.Width * plot.Height)
            .Where(i => plot.Pixels[3 * i] == 0 && plot.Pixels[3 * i + 2] == 0xB2)
            .ToList();
        var (first, last) = (blue.MinBy(i => i % plot.Width), blue.MaxBy(i => i % plot.Width));
        Assert.True(first / plot.Width > last / plot.Width + 300);
    }

    [Fact]
    public void Lines_LogarithmicWithZerosAndNaN_LeavesThemOut()
    {
        var plot = Plot.Lines("t", "x", "y", [("a", [(0, 0), (1, double.NaN), (2, 10), (3, 1000)])], logY: true);
        Assert.Equal((960, 540), (plot.Width, plot.Height));
    }

    [Fact]
    public void Lines_NoPointsAtAll_IsStillAPlot() => Assert.Equal(960, Plot.Lines("t", "x", "y", []).Width);

    // Without a font of its own, Skia would leave the labels out on a machine that has none.
    [Fact]
    public void Lines_Labels_AreDrawnInTheLibrarysOwnFont()
    {
        var (bare, labelled) = (Plot.Lines("", "", "", [("a", [(0, 0), (1, 1)])]), Plot.Lines("T", "x", "y", [("a", [(0, 0), (1, 1)])]));
        Assert.True(Ink(labelled) > Ink(bare) + 20);
        Assert.Equal("DejaVu Sans", new PlotFont().CreateTypeface(PlotFont.Name, bold: false, italic: false)!.FamilyName);

        static int Ink(Image plot) => plot.Pixels.Chunk(3).Count(p => p[0] < 0x60 && p[1] < 0x60 && p[2] < 0x60);
    }

    [Fact]
    public void Lines_PointLeftOut_InterruptsTheLine()
    {
        (double, double)[] points = [.. Enumerable.Range(0, 100).Select(i => ((double)i, i is >= 40 and < 60 ? double.NaN : 1.0))];
        var plot = Plot.Lines("t", "x", "y", [("a", points)]);
        var columns = Enumerable
            .Range(0, plot.Width * plot.Height)
            .Where(i => plot.Pixels[3 * i] == 0 && plot.Pixels[3 * i + 2] == 0xB2)
            .Select(i => i % plot.Width)
            .Distinct()
            .Order()
            .ToList();
        Assert.InRange(columns.Zip(columns.Skip(1), (a, b) => b - a).Max(), 100, 300);
    }
}
