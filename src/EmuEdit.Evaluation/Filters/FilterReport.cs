using EmuEdit.Core;
using EmuEdit.Filters;

namespace EmuEdit.Evaluation;

/// <summary>What a chain of filters does to labelled pairs.</summary>
/// <param name="Filters">The filters that were asked.</param>
/// <param name="Missing">The filters that were not, because their model is missing.</param>
/// <param name="All">All pairs.</param>
/// <param name="Tasks">A score a task.</param>
/// <param name="Kinds">A line a kind of pair.</param>
/// <param name="Ablations">The score of all pairs without one filter, a filter; empty when not asked for.</param>
public sealed record FilterReport(
    IReadOnlyList<string> Filters, IReadOnlyList<string> Missing, FilterScore All, IReadOnlyList<FilterScore> Tasks,
    IReadOnlyList<KindScore> Kinds, IReadOnlyList<FilterScore> Ablations)
{
    /// <summary>Judges pairs.</summary>
    /// <param name="models">What the filters look through.</param>
    /// <param name="thresholds">What they let pass; null for the bundle's own.</param>
    /// <param name="pairs">Pairs that the thresholds were not chosen on.</param>
    /// <param name="ablations">Whether each filter is also left out once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static FilterReport Of(FilterModels models, FilterThresholds? thresholds, IReadOnlyList<LabelledPair> pairs, bool ablations = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        // What models say of a picture does not change from one ablation to the next.
        var (chain, features) = (new FilterChain(models, thresholds), new FeatureCache(models));
        var judged = Judge(chain);
        return new(chain.Filters, chain.Missing, FilterScore.Of("all", judged),
            [.. judged.GroupBy(j => j.Pair.Written).Select(g => FilterScore.Of(g.Key.Name, g))],
            [.. judged.GroupBy(j => j.Pair.Kind).Select(g => KindScore.Of(g.Key, [.. g]))],
            ablations ? [.. chain.Filters.Select(name => FilterScore.Of(name, Judge(chain.Without(name))))] : []);

        List<(LabelledPair Pair, FilterDecision Decision)> Judge(FilterChain chain)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return [.. pairs.Zip(chain.Judge([.. pairs.Select(p => p.Pair)], features))];
        }
    }
}

/// <summary>What became of one kind of pair.</summary>
/// <param name="Kind">"true", "degraded", "mistasked", or a corruption.</param>
/// <param name="Count">Pairs.</param>
/// <param name="Kept">Pairs that were kept.</param>
/// <param name="Reassigned">Pairs that were kept as of another task.</param>
/// <param name="Catchers">The filters that rejected most, with how many.</param>
public sealed record KindScore(string Kind, int Count, int Kept, int Reassigned, IReadOnlyList<(string Filter, int Count)> Catchers)
{
    /// <summary>The share that was rejected.</summary>
    public double Caught => 1 - (double)Kept / Count;

    internal static KindScore Of(string kind, List<(LabelledPair Pair, FilterDecision Decision)> judged) => new(
        kind, judged.Count, judged.Count(j => j.Decision.Kept), judged.Count(j => j.Decision is { Kept: true, Reassigned: not null }),
        [.. judged.Select(j => j.Decision.Rejection?.Filter).OfType<string>().CountBy(f => f).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value))]);
}
