using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// Makes one shard: instructions, pairs, verdicts, files. What a stage made is a blob under a name that follows from the shard, so nothing is made twice, and what travels
/// is the shard's name alone. A store that fails, or a full disk, holds a shard up; any other failure is tried three times in all, unless it lies in the plan.
/// </summary>
public sealed class ShardOrchestrator : Orchestrator<ShardReference, ShardOutcome>
{
    /// <summary>Its name.</summary>
    public static readonly TaskName<ShardReference, ShardOutcome> Task = nameof(ShardOrchestrator);

    private const int Attempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TaskName<ShardReference, ShardOutcome?>[] Stages = [nameof(WriteInstructions), nameof(SynthesisePairs), nameof(FilterPairs), nameof(WriteShard)];

    /// <summary>How long a store that fails, or a disk that is full, is waited for: until it does not and is not.</summary>
    internal static RetryPolicy WhileStorageFails { get; } = new(
        int.MaxValue, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxInterval: TimeSpan.FromMinutes(1), handle: f => f.IsCausedBy<BlobStoreException>() || f.IsCausedBy<IOException>());

    /// <inheritdoc/>
    public override async Task<ShardOutcome> Run(OrchestrationContext context, ShardReference input)
    {
        ArgumentNullException.ThrowIfNull(context);
        TaskFailure failure;
        for (var attempt = 1; ; attempt++)
            try
            {
                return await Make(context, input);
            }
            catch (TaskFailedException e)
            {
                failure = e.Failure;
                if (attempt == Attempts || failure.IsCausedBy<InvalidInputException>())
                    break;
                await context.CreateTimer(Pause * (1 << attempt));
            }
        return await context.CallActivity(RecordFailure.Task, new(input, failure), WhileStorageFails);
    }

    private static async Task<ShardOutcome> Make(OrchestrationContext context, ShardReference shard)
    {
        foreach (var stage in Stages)
            if (await context.CallActivity(stage, shard, WhileStorageFails) is { } outcome)
                return outcome;
        throw new InvalidOperationException("The last stage ends a shard.");
    }
}
