using EmuEdit.Orchestration;

namespace EmuEdit.Factory;

/// <summary>
/// Makes one shard: instructions, pairs, decisions, files. The output of a stage is a blob whose name
/// follows from the shard, so no output is made twice, and the stages pass only the shard's name. If
/// the store fails or the disk is full, the shard waits. Any other failure is tried three times in
/// total, unless the plan is the cause.
/// </summary>
public sealed class ShardOrchestrator : Orchestrator<ShardReference, ShardOutcome>
{
    /// <summary>The orchestration's name.</summary>
    public static readonly TaskName<ShardReference, ShardOutcome> TaskName = nameof(ShardOrchestrator);

    private static readonly TaskName<ShardReference, ShardOutcome?>[] Stages =
    [
        nameof(WriteInstructions),
        nameof(SynthesisePairs),
        nameof(FilterPairs),
        nameof(WriteShard),
    ];

    /// <inheritdoc/>
    public override async Task<ShardOutcome> RunAsync(OrchestrationContext context, ShardReference input)
    {
        ArgumentNullException.ThrowIfNull(context);
        TaskFailure failure;
        for (var attempt = 1; ; attempt++)
            try
            {
                return await MakeAsync(context, input);
            }
            catch (TaskFailedException e)
            {
                failure = e.Failure;
                if (attempt == RetryPolicy.ThreeTimes.MaxAttempts || !RetryPolicy.ThreeTimes.Handle(failure))
                    break;
                await context.CreateTimerAsync(RetryPolicy.ThreeTimes.IntervalAfter(attempt));
            }
        return await context.CallActivityAsync(RecordFailure.TaskName, new(input, failure), RetryPolicy.WhileTransient);
    }

    private static async Task<ShardOutcome> MakeAsync(OrchestrationContext context, ShardReference shard)
    {
        foreach (var stage in Stages)
            if (await context.CallActivityAsync(stage, shard, RetryPolicy.WhileTransient) is { } outcome)
                return outcome;
        throw new InvalidOperationException("The last stage of a shard returned no outcome.");
    }
}
