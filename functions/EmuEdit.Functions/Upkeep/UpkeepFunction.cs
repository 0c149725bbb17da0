using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Orchestration;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmuEdit.Functions;

/// <summary>
/// Runs every hour and when the app starts. Continues batches, trainings and tasks to learn whose document is ahead of their orchestration,
/// and purges finished instances from the hub.
/// </summary>
internal sealed class UpkeepFunction(
    DatasetBatches batches,
    Trainings trainings,
    OrchestrationClient orchestrations,
    TaskHub hub,
    TimeProvider time,
    TaskInversions? inversions = null
)
{
    private static readonly TimeSpan KeptFinished = TimeSpan.FromDays(1);

    /// <summary>Runs the upkeep.</summary>
    [Function("Upkeep")]
    public async Task RunAsync(
        [TimerTrigger("0 7 * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        hub.Use(client);
        await batches.RecoverAsync(cancellationToken).ConfigureAwait(false);
        await trainings.RecoverAsync(cancellationToken).ConfigureAwait(false);
        if (inversions is not null)
            await inversions.RecoverAsync(cancellationToken).ConfigureAwait(false);
        await orchestrations
            .PurgeAsync(new PurgeFilter { CreatedTo = time.GetUtcNow() - KeptFinished }, cancellationToken)
            .ConfigureAwait(false);
    }
}
