using EmuEdit.Core;

namespace EmuEdit.Pairs.Tests;

/// <summary>Finds everything in one place.</summary>
/// <param name="place">The place; null, the default, for the middle of a picture of 64 x 64 pixels.</param>
internal sealed class Middle(Box? place = null) : IDetector, ISegmenter
{
    public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries) => [.. queries.Select(q => new Detection(place ?? ToyModels.Place, 1))];

    public IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries) => [.. queries.Select(q => q.Box.ToMask(q.Picture.Width, q.Picture.Height))];
}
