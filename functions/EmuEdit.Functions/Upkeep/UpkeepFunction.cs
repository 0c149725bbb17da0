using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Orchestration;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmuEdit.Functions;

/// <summary>What nobody asks for, every hour and when the app starts: goes on with batches, trainings and tasks to learn whose document is ahead of their orchestration, and purges what has finished from the hub.</summary>
internal sealed class UpkeepFunction(DatasetBatches batches, Trainings trainings, OrchestrationClient orchestrations, TaskHub hub, TimeProvider time, TaskInversions? inversions = null)
{
    private static readonly TimeSpan KeptFinished = TimeSpan.FromDays(1);

    /// <summary>Does it.</summary>
    [Function("Upkeep")]
    public async Task Run([TimerTrigger("0 7 * * * *", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        hub.Use(client);
        await batches.Recover(cancellation).ConfigureAwait(false);
        await trainings.Recover(cancellation).ConfigureAwait(false);
        if (inversions is not null)
            await inversions.Recover(cancellation).ConfigureAwait(false);
        await orchestrations.Purge(new PurgeFilter { CreatedTo = time.GetUtcNow() - KeptFinished }, cancellation).ConfigureAwait(false);
    }
}
