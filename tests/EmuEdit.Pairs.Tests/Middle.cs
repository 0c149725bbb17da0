using EmuEdit.Core;

namespace EmuEdit.Pairs.Tests;

/// <summary>Finds everything in one place of a picture of 64 x 64 pixels.</summary>
internal sealed class Middle : IDetector, ISegmenter
{
    public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries) => [.. queries.Select(q => new Detection(ToyModels.Place, 1))];

    public IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries) => [.. queries.Select(q => q.Box.ToMask(64, 64))];
}
