using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>
/// Selects among the pairs that passed the filters: the best candidate per sample, no near-duplicates, and a limited number per
/// caption. A pair that is left out gets one more result, named as in <see cref="Reasons"/>, with the reason. Better pairs come
/// first; pairs of equal score are ordered by (seed, index, candidate), so the selection does not depend on the order of the input.
/// </summary>
public static class PairSelection
{
    /// <summary>Another candidate of the same sample is better.</summary>
    public const string Outscored = "outscored";

    /// <summary>A better pair looks the same and has the same instruction.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Enough better pairs have the same caption.</summary>
    public const string Cap = "cap";

    /// <summary>The reasons for which a pair that passed the filters is left out, in the order in which they are checked.</summary>
    public static IReadOnlyList<string> Reasons { get; } = [Outscored, Duplicate, Cap];

    /// <summary>Selects pairs within one shard. It does not see duplicates in other shards.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="decisions">The filters' decision for each pair.</param>
    /// <param name="settings">The limits; null for the defaults.</param>
    /// <returns>One decision per pair: the given one, or one with the reason why the pair is left out.</returns>
    /// <exception cref="InvalidInputException">A limit is out of range.</exception>
    public static IReadOnlyList<FilterDecision> Choose(
        IReadOnlyList<ImagePair> pairs,
        IReadOnlyList<FilterDecision> decisions,
        SelectionSettings? settings = null
    )
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(decisions);
        if (pairs.Count != decisions.Count)
            throw new ArgumentException($"{decisions.Count} decisions given for {pairs.Count} pairs.", nameof(decisions));
        settings ??= new();
        settings.Check();
        var (chosen, taken) = (decisions.ToArray(), new List<Entry>());
        foreach (var entry in Ranked(pairs, decisions))
            if (RejectionReason(entry, taken, settings) is { } reason)
                chosen[entry.Place] = chosen[entry.Place] with { Results = [.. chosen[entry.Place].Results, reason] };
            else
                taken.Add(entry);
        return chosen;
    }

    private static IEnumerable<Entry> Ranked(IReadOnlyList<ImagePair> pairs, IReadOnlyList<FilterDecision> decisions) =>
        Enumerable
            .Range(0, pairs.Count)
            .Where(i => decisions[i].Kept)
            .Select(i => new Entry(i, pairs[i], decisions[i].Score, PerceptualHash.Of(pairs[i].Sample.Target)))
            .OrderByDescending(e => e.Score)
            .ThenBy(e => e.Origin.Seed)
            .ThenBy(e => e.Origin.Index)
            .ThenBy(e => e.Origin.Candidate);

    private static FilterResult? RejectionReason(Entry entry, List<Entry> taken, SelectionSettings settings)
    {
        if (taken.Find(entry.IsSameSample) is { } better)
            return new(
                Outscored,
                Passed: false,
                entry.Score,
                FormattableString.Invariant(
                    $"scores {entry.Score:0.####}, candidate {better.Origin.Candidate} of the same sample {better.Score:0.####}"
                )
            );
        if (taken.Where(entry.SaysTheSame).MinBy(entry.Distance) is { } twin && entry.Distance(twin) <= settings.DuplicateBits)
            return new(
                Duplicate,
                Passed: false,
                entry.Distance(twin),
                $"differs in {entry.Distance(twin)} of 64 bits from sample {twin.Origin.Index}, which has the same "
                    + $"instruction; more than {settings.DuplicateBits} wanted"
            );
        return taken.Count(entry.HasSameCaption) is var count && count >= settings.PerCaption
            ? new(Cap, Passed: false, count, $"{count} better pairs have the same caption, at most {settings.PerCaption} are taken")
            : null;
    }

    private sealed record Entry(int Place, ImagePair Pair, double Score, ulong Hash)
    {
        public PairOrigin Origin => Pair.Origin;

        // A recipe may make two pairs from one sample, one in each direction. For a model they are different samples.
        public bool IsSameSample(Entry other) =>
            (Origin.Seed, Origin.Index, Origin.Recipe, Origin.Swapped)
            == (other.Origin.Seed, other.Origin.Index, other.Origin.Recipe, other.Origin.Swapped);

        public bool SaysTheSame(Entry other) => Pair.Sample.Instruction == other.Pair.Sample.Instruction;

        public bool HasSameCaption(Entry other) => Pair.Sample.InputCaption == other.Pair.Sample.InputCaption;

        public int Distance(Entry other) => PerceptualHash.Distance(Hash, other.Hash);
    }
}
