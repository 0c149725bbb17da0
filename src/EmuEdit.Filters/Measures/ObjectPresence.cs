using EmuEdit.Core;

namespace EmuEdit.Filters.Measures;

/// <summary>
/// Whether objects are where they should be and absent where they should not be: the detector's
/// lowest confidence over all expectations, 0 to 1. A pair that names no object gets 0.
/// </summary>
internal sealed class ObjectPresence : PairFilter
{
    private readonly Func<EditSample, string, IEnumerable<Expectation>> _expect;

    private ObjectPresence(string name, string measured, Func<EditSample, string, IEnumerable<Expectation>> expect)
        : base(name, measured) => _expect = expect;

    /// <summary>For detect and segment: the object is there.</summary>
    public static ObjectPresence Present { get; } =
        new("present", "the certainty that the object is there", (s, named) => [new(s.Input, named, There: true)]);

    /// <summary>For add: the object is there after the edit, and not before.</summary>
    public static ObjectPresence Added { get; } = new("added", "the certainty that the object is there after and not before",
        (s, named) => [new(s.Target, named, There: true), new(s.Input, named, There: false)]);

    /// <summary>For remove: the object is there before the edit, and not after.</summary>
    public static ObjectPresence Removed { get; } = new("removed", "the certainty that the object is there before and not after",
        (s, named) => [new(s.Input, named, There: true), new(s.Target, named, There: false)]);

    /// <summary>
    /// For replace or change: the old object is there before and not after, the new
    /// one after and not before. An object that keeps its name is there in both.
    /// </summary>
    public static ObjectPresence Replaced { get; } =
        new("replaced", "the certainty that the old object is there before and the new one after", Replacement);

    public override bool CanRun(FilterModels models) => models.Detector is not null;

    public override double[] Measure(IReadOnlyList<EditSample> samples, FeatureCache features)
    {
        List<List<Expectation>> all = [.. samples.Select(s => s.EditedObject is { } named ? _expect(s, named).ToList() : [])];
        features.Detect(all.SelectMany(e => e).Select(Query));
        return
        [
            .. all.Select(e =>
                e.Zip(features.Detect(e.Select(Query)), (expected, seen) => expected.There ? seen.Confidence : 1.0 - seen.Confidence)
                    .DefaultIfEmpty(0)
                    .Min()
            ),
        ];
    }

    private static IEnumerable<Expectation> Replacement(EditSample s, string old)
    {
        yield return new(s.Input, old, There: true);
        if (NounPhrases.Replacement(s) is not { } replacement)
        {
            yield return new(s.Target, old, There: true);
            yield break;
        }
        yield return new(s.Target, replacement, There: true);
        // A red striped sphere is still a red sphere.
        if (!NounPhrases.Covers(replacement, old))
            yield return new(s.Target, old, There: false);
        if (!NounPhrases.Covers(old, replacement))
            yield return new(s.Input, replacement, There: false);
    }

    private static (Image, string) Query(Expectation e) => (e.Picture, e.Phrase);

    private readonly record struct Expectation(Image Picture, string Phrase, bool There);
}
