using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Draws depth maps as grey images; near is white.</summary>
internal sealed class DepthAnnotator(IDepthEstimator estimator) : IAnnotator
{
    public bool KnowsRenderedOnly => false;

    public IReadOnlyList<Image> Annotate(IReadOnlyList<(Image Picture, PairRequest Request)> subjects)
    {
        var maps = estimator.Estimate([.. subjects.Select(s => s.Picture)]);
        return [.. subjects.Zip(maps, (s, map) => Grey(s.Picture, map))];
    }

    private static Image Grey(Image picture, float[] map)
    {
        var image = new Image(picture.Width, picture.Height);
        for (var i = 0; i < map.Length; i++)
            image.Pixels.AsSpan(3 * i, 3).Fill((byte)(255 * Math.Clamp(map[i], 0, 1) + 0.5f));
        return image;
    }
}
