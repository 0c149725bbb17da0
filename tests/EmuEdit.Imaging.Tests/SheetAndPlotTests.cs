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
        Assert.All(lines, l => Assert.InRange(StrokeFont.Measure(l, 8), 1, 100));
        Assert.EndsWith("…", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Wrap_OneWordWiderThanTheLine_IsShortened() =>
        Assert.EndsWith("…", Assert.Single(TextLayout.Wrap(new string('w', 60), 100, 8, 3)), StringComparison.Ordinal);

    [Fact]
    public void Measure_EveryPrintableAsciiCharacter_HasAGlyph()
    {
        Assert.All(Enumerable.Range(33, 94), c => Assert.True(StrokeFont.Has((char)c), $"{(char)c}"));
    }

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

    [Theory]
    [InlineData(0, 1, 6, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(3, 97, 5, "0 20 40 60 80 100")]
    [InlineData(5, 5, 4, "4.5 5 5.5")]
    public void Linear_Values_GetRoundTicks(double low, double high, int count, string expected) =>
        Assert.Equal(expected, string.Join(' ', Scale.Linear([low, high], count).Ticks.Select(Scale.Format)));

    [Fact]
    public void Logarithmic_FourDecades_HasATickEach() =>
        Assert.Equal("0.001 0.01 0.1 1 10", string.Join(' ', Scale.Logarithmic([0.0015, 9]).Ticks.Select(Scale.Format)));
}
