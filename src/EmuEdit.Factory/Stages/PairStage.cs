using EmuEdit.Core;
using EmuEdit.Pairs;

namespace EmuEdit.Factory;

/// <summary>The second stage: generates the candidate pairs of a shard, part by part.</summary>
/// <param name="models">The models.</param>
/// <param name="slots">The process's limit on computations. Null: no limit.</param>
internal sealed class PairStage(FactoryModels models, ComputeSlots? slots)
{
    /// <summary>Generates the pairs.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="instructions">The output of the first stage.</param>
    /// <param name="files">The files of the shard's stages.</param>
    /// <param name="done">
    /// Receives the number of samples that are done, before each new part and at the end.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<CandidatesOutput> RunAsync(
        ShardPlan shard,
        InstructionsOutput instructions,
        StageFiles files,
        Action<int> done,
        CancellationToken cancellationToken
    )
    {
        using var slot = slots?.Enter(ComputePriority.Background, cancellationToken);
        var synthesiser = Synthesiser(shard.Batch, slot is null ? null : () => slot.GiveWay(cancellationToken));
        List<PairRequest> requests =
        [
            .. instructions.Written(shard).Select(w => new PairRequest(w.Instruction, shard.Batch.Seed, w.Index)),
        ];
        var (parts, count) = (new List<CandidatesOutput>(), shard.Count - requests.Count);
        foreach (var (number, part) in requests.Chunk(StageParts.Samples).Index())
        {
            parts.Add(
                await StageParts
                    .FindOrMakeAsync(files, $"candidates-{number:0000}.json", () => DrawAsync(part), cancellationToken)
                    .ConfigureAwait(false)
            );
            count += part.Length;
        }
        done(count);
        return new([.. parts.SelectMany(p => p.Outcomes)], parts.Sum(p => p.Seconds));

        async Task<CandidatesOutput> DrawAsync(PairRequest[] part)
        {
            done(count);
            using var clock = ProcessorTime.Start();
            var outcomes = await new StageImages(files).SaveAsync(synthesiser.Synthesise(part, cancellationToken)).ConfigureAwait(false);
            return new(outcomes, clock.Seconds);
        }
    }

    private PairSynthesiser Synthesiser(BatchPlan batch, Action? betweenCalls) =>
        new(
            // Only scenes of the built-in world can be rendered, not other captions.
            batch.Captions is null ? models.Models : PairModels.Of(models.Models.Bundle),
            models.Synthesis with
            {
                Candidates = batch.Candidates,
                Steps = batch.Options.Steps ?? models.Synthesis.Steps,
                Guidance = (float)(batch.Options.Guidance ?? models.Synthesis.Guidance),
                Source = batch.Source is PairOrigin.Rendered ? ImageSource.Rendered : ImageSource.Generated,
                BetweenCalls = betweenCalls,
            }
        );
}
