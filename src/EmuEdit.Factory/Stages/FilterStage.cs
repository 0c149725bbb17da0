using EmuEdit.Core;
using EmuEdit.Filters;

namespace EmuEdit.Factory;

/// <summary>
/// The third stage: judges the candidates of a shard, part by part, and selects among those that
/// pass.
/// </summary>
/// <param name="models">The filters and the limits of the selection.</param>
/// <param name="slots">The process's limit on computations. Null: no limit.</param>
internal sealed class FilterStage(FactoryModels models, ComputeSlots? slots)
{
    /// <summary>Judges the pairs.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="candidates">The output of the second stage.</param>
    /// <param name="files">The files of the shard's stages.</param>
    /// <param name="done">
    /// Receives two numbers before each part and at the end: samples that are done, and samples with a
    /// pair that passed.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<DecisionsOutput> RunAsync(
        ShardPlan shard,
        CandidatesOutput candidates,
        StageFiles files,
        Action<int, int> done,
        CancellationToken cancellationToken
    )
    {
        var pairs = await new StageImages(files).LoadAsync(candidates.Pairs, cancellationToken).ConfigureAwait(false);
        using var slot = slots?.Enter(ComputePriority.Background, cancellationToken);
        var (parts, passed, count) = (new List<DecisionsOutput>(), new HashSet<long>(), 0);
        // A pair's decision does not depend on the others, so parts do not change it.
        foreach (var (number, part) in pairs.Chunk(StageParts.Samples * shard.Batch.Candidates).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            slot?.GiveWay(cancellationToken);
            parts.Add(
                await StageParts
                    .FindOrMakeAsync(files, $"verdicts-{number:0000}.json", () => Task.FromResult(Judge(part)), cancellationToken)
                    .ConfigureAwait(false)
            );
            passed.UnionWith(part.Zip(parts[^1].Decisions).Where(p => p.Second.Rejection is null).Select(p => p.First.Origin.Index));
            count += part.Length;
        }
        Tell();
        using var clock = ProcessorTime.Start();
        var chosen = PairSelection.Choose(pairs, [.. parts.SelectMany(p => p.Decisions)], models.Selection);
        foreach (var decision in chosen)
            WorkTelemetry.CountPair(decision.Rejection?.Filter);
        return new([.. chosen], parts.Sum(p => p.Seconds) + clock.Seconds);

        DecisionsOutput Judge(ImagePair[] part)
        {
            Tell();
            using var partClock = ProcessorTime.Start();
            return new([.. models.Filters.Judge(part).Select(Finite)], partClock.Seconds);
        }

        void Tell() => done((int)((long)shard.Count * count / Math.Max(1, pairs.Count)), passed.Count);
    }

    // JSON has neither infinity nor NaN.
    private static FilterDecision Finite(FilterDecision decision) => decision with
    {
        Score = double.IsFinite(decision.Score) ? decision.Score : 0,
        Results = [.. decision.Results.Select(r => double.IsFinite(r.Value) ? r : r with { Value = 0 })],
    };
}
