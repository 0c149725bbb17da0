using System.Collections.Concurrent;
using EmuEdit.Core;
using EmuEdit.World;

namespace EmuEdit.Evaluation;

/// <summary>
/// The world's ground truth of images, as a detector and a depth estimator. It replaces models that a
/// bundle lacks, so that the other filters can be measured beside perfect ones. A factory never uses it.
/// </summary>
public sealed class ImageTruth : IDetector, IDepthEstimator
{
    private readonly ConcurrentDictionary<Image, (View View, float Opacity)[]> _shown = new();

    /// <summary>Registers what an image shows: one scene, or a blend of two.</summary>
    internal void Add(Image picture, params (View View, float Opacity)[] shown) => _shown[picture] = shown;

    /// <summary>
    /// The confidence is the opacity of the scenes that show an object of exactly that name, or of
    /// that kind if the phrase is one word.
    /// </summary>
    /// <inheritdoc/>
    public IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return [.. queries.Select(q => Detect(Shown(q.Picture), q.Phrase))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Estimate(IReadOnlyList<Image> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return [.. pictures.Select(p => Nearness(Shown(p)))];
    }

    private (View View, float Opacity)[] Shown(Image picture) =>
        _shown.TryGetValue(picture, out var shown)
            ? shown
            : throw new InvalidInputException("a picture of which nothing is known", "pictures of labelled pairs");

    private static Detection Detect((View View, float Opacity)[] shown, string phrase)
    {
        var found = shown.Select(s => (Box: BoxOf(s.View, phrase), s.Opacity)).Where(s => s.Box.Area > 0).ToList();
        return found.Count == 0 ? default : new(found.MaxBy(f => f.Opacity).Box, Math.Min(1, found.Sum(f => f.Opacity)));
    }

    private static Box BoxOf(View view, string phrase)
    {
        var objects = view.Scene.Objects.ToList();
        var index = objects.FindIndex(o => o.Name == phrase || o.Name.Split(' ').Contains(phrase) && !phrase.Contains(' '));
        return index < 0 ? default : Box.Of(view.Frame.MaskOf(index));
    }

    // 1 up to 3 m, 0 at infinity.
    private static float[] Nearness((View View, float Opacity)[] shown)
    {
        var near = new float[shown[0].View.Frame.Depth.Length];
        foreach (var (view, opacity) in shown)
            for (var i = 0; i < near.Length; i++)
                near[i] += opacity * Math.Clamp(3 / view.Frame.Depth[i], 0, 1);
        return near;
    }
}
