using EmuEdit.Instructions;
using EmuEdit.Onnx;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>The first stage: writes the instructions of a shard.</summary>
/// <param name="bundle">The bundle. It knows the learned tasks and their phrases.</param>
/// <param name="blobs">The store with the captions.</param>
/// <param name="worldWriter">Writes for scenes of the built-in world.</param>
/// <param name="captionWriter">Writes for captions. Null if there is no language model.</param>
internal sealed class InstructionStage(
    Bundle bundle,
    IBlobStore blobs,
    IInstructionWriter worldWriter,
    Func<IInstructionWriter?> captionWriter
)
{
    // A language model takes seconds per instruction, and answers many concurrent requests.
    private const int AskedAtOnce = 8;

    /// <summary>Writes the instructions.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="written">Receives the number of written instructions, from several threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<InstructionsOutput> RunAsync(ShardPlan shard, Action<int> written, CancellationToken cancellationToken)
    {
        var batch = shard.Batch;
        using var clock = ProcessorTime.Start(waits: batch.Captions is not null);
        var captions = batch.CaptionsBlob is { } blob
            ? CaptionFile.Read((await blobs.GetAsync(blob, cancellationToken).ConfigureAwait(false)).Content.Span, batch.Captions!)
            : null;
        var writer = captions is null ? worldWriter : captionWriter()!;
        var phrases = new PhraseWriter(
            task => bundle.TaskEmbeddings?.FindLearned(task)?.Phrases ?? [],
            () => captions ?? WorldCaptions.Some(bundle.PairSize),
            r => WorldCaptions.Of(r, bundle.PairSize)
        );
        var requests = Enumerable
            .Range(0, shard.Count)
            .Select(i => shard.First + i)
            .Select(i => new InstructionRequest(captions?[batch.CaptionOf(i, captions.Count)], batch.TaskOf(i), batch.Seed, i));
        var (outcomes, done) = (new InstructionOutcome[shard.Count], 0);
        await Parallel
            .ForEachAsync(
                requests.Index(),
                new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancellationToken },
                async (request, stop) =>
                {
                    outcomes[request.Index] = await (request.Item.Task.Index < 0 ? phrases : writer)
                        .WriteAsync(request.Item, stop)
                        .ConfigureAwait(false);
                    written(Interlocked.Increment(ref done));
                }
            )
            .ConfigureAwait(false);
        return new(outcomes, clock.Seconds);
    }
}
