using SkiaSharp;

namespace EmuEdit.Imaging;

/// <summary>The colours of sheets and plots.</summary>
internal static class PlotColors
{
    public static readonly SKColor Ink = new(0x1F, 0x23, 0x28),
        Muted = new(0x6B, 0x72, 0x7B),
        Rule = new(0xE6, 0xE8, 0xEB),
        Axis = new(0xB4, 0xB9, 0xBF);

    /// <summary>Colours that can be told apart without colour vision, after Okabe and Ito (2008).</summary>
    private static readonly SKColor[] Lines =
    [
        new(0x00, 0x72, 0xB2), new(0xD5, 0x5E, 0x00), new(0x00, 0x9E, 0x73), new(0xCC, 0x79, 0xA7),
        new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9), new(0x7A, 0x5C, 0x3E), new(0x4D, 0x4D, 0x4D),
    ];

    public static SKColor Line(int index) => Lines[index % Lines.Length];

    /// <summary>Returns a colour as ScottPlot takes it.</summary>
    public static ScottPlot.Color Of(SKColor colour) => new(colour.Red, colour.Green, colour.Blue);
}
