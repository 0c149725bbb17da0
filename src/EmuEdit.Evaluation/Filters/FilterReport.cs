using EmuEdit.Core;
using EmuEdit.Filters;

namespace EmuEdit.Evaluation;

/// <summary>Result of a filter chain on labelled pairs.</summary>
/// <param name="Filters">The filters in the chain.</param>
/// <param name="Missing">The filters that were left out because their model is missing.</param>
/// <param name="All">Score over all pairs.</param>
/// <param name="Tasks">One score per task.</param>
/// <param name="Kinds">One entry per kind of pair.</param>
/// <param name="Ablations">Per filter, the score over all pairs without that filter; empty if not requested.</param>
public sealed record FilterReport(
    IReadOnlyList<string> Filters, IReadOnlyList<string> Missing, FilterScore All, IReadOnlyList<FilterScore> Tasks,
    IReadOnlyList<KindScore> Kinds, IReadOnlyList<FilterScore> Ablations)
{
    /// <summary>Judges pairs.</summary>
    /// <param name="models">The models that the filters use.</param>
    /// <param name="thresholds">The ranges that pass; null for the bundle's own.</param>
    /// <param name="pairs">The pairs, other than those on which the thresholds were chosen.</param>
    /// <param name="ablations">Whether to also score the chain without each filter.</param>
    /// <param name="cancellationToken">Stops the evaluation.</param>
    public static FilterReport Of(
        FilterModels models,
        FilterThresholds? thresholds,
        IReadOnlyList<LabelledPair> pairs,
        bool ablations = false,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(pairs);
        // The models' features of an image are the same in every ablation.
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

/// <summary>The decisions on one kind of pair.</summary>
/// <param name="Kind">"true", "degraded", "mistasked", or the name of a corruption.</param>
/// <param name="Count">Number of pairs.</param>
/// <param name="Kept">Number of accepted pairs.</param>
/// <param name="Reassigned">Number of pairs accepted as another task.</param>
/// <param name="Catchers">The filters that rejected pairs, with the number of pairs, most frequent first.</param>
public sealed record KindScore(string Kind, int Count, int Kept, int Reassigned, IReadOnlyList<(string Filter, int Count)> Catchers)
{
    /// <summary>Share of rejected pairs.</summary>
    public double Caught => 1 - (double)Kept / Count;

    internal static KindScore Of(string kind, List<(LabelledPair Pair, FilterDecision Decision)> judged) =>
        new(
            kind,
            judged.Count,
            judged.Count(j => j.Decision.Kept),
            judged.Count(j => j.Decision is { Kept: true, Reassigned: not null }),
            [
                .. judged
                    .Select(j => j.Decision.Rejection?.Filter)
                    .OfType<string>()
                    .CountBy(f => f)
                    .OrderByDescending(c => c.Value)
                    .ThenBy(c => c.Key, StringComparer.Ordinal)
                    .Select(c => (c.Key, c.Value)),
            ]
        );
}
