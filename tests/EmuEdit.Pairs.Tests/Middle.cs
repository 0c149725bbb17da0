using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Onnx;

namespace EmuEdit.Pairs.Tests;

/// <summary>Finds everything in one place.</summary>
/// <param name="place">The place; null, the default, for the middle of a picture of 64 x 64 pixels.</param>
internal sealed class Middle(Box? place = null) : IDetector, ISegmenter
{
    public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries) =>
        [.. queries.Select(q => new Detection(place ?? ToyModels.Place, 1))];

    public IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries) =>
        [.. queries.Select(q => q.Box.ToMask(q.Picture.Width, q.Picture.Height))];

    /// <summary>Draws a pair of 64 x 64 pixels with it: two pictures, not the same and not flat.</summary>
    public static void DrawsBothPictures(Bundle bundle, string task)
    {
        var models = WorldTruth.Models(bundle) with { Detector = new Middle(), Segmenter = new Middle() };
        var request = ToyModels.Request(task, "a ball on the grass", "a red ball on the grass");
        var pair = new PairSynthesiser(models, new() { Steps = 4, Guidance = 3 })
            .Synthesise([request], cancellationToken: TestContext.Current.CancellationToken)[0]
            .Pairs[0]
            .Sample;
        Assert.Equal((64, 64), (pair.Input.Width, pair.Target.Height));
        Assert.NotEqual(pair.Input.Pixels, pair.Target.Pixels);
        Assert.True(pair.Input.Pixels.Distinct().Count() > 10);
    }
}
