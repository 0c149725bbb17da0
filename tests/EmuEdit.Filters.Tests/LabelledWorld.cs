using EmuEdit.Core;
using EmuEdit.Evaluation;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

[assembly: AssemblyFixture(typeof(EmuEdit.Filters.Tests.LabelledWorld))]

namespace EmuEdit.Filters.Tests;

/// <summary>A few labelled pairs of each task, and the shipped bundle with the world's truth for the models that it lacks.</summary>
public sealed class LabelledWorld : IDisposable
{
    public Bundle Bundle { get; } = Bundle.Load(Path.Combine(Paths.Repository, "models", "tiny"));

    public LabelledPairs Labelled { get; } = LabelledPairs.Draw(seed: 77, count: 3, size: 64);

    public FilterModels Models => new(Bundle) { Detector = Labelled.Truth, Depth = Labelled.Truth };

    /// <summary>A true pair of the task, and the same sample gone wrong in that way.</summary>
    public (LabelledPair Right, LabelledPair Wrong) Couple(string task, string kind)
    {
        var wrong = Labelled.Pairs.First(p => p.Written.Name == task && p.Kind == kind);
        return (Labelled.Pairs.First(p => p.Kind == "true" && p.Pair.Origin == wrong.Pair.Origin), wrong);
    }

    /// <summary>What one filter says of a pair with a range of its own, all others open.</summary>
    public FilterResult Ask(string filter, FilterRange range, ImagePair pair) =>
        Judge(FilterThresholds.Open.With(filter, "default", range), pair).Results.First(r => r.Filter == filter);

    public FilterDecision Judge(FilterThresholds thresholds, ImagePair pair) => new FilterChain(Models, thresholds).Judge([pair])[0];

    public void Dispose() => Bundle.Dispose();
}
