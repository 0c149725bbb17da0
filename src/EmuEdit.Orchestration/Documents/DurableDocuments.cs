using EmuEdit.Storage;

namespace EmuEdit.Orchestration;

/// <summary>
/// Documents with the orchestrations that work on them. A document is the source of truth: it is written first, and names the orchestration
/// that has to run. A process may die between the two, so whoever reads a document reconciles both, see <see cref="ReconcileAsync"/>. Safe
/// for use from several threads.
/// </summary>
/// <typeparam name="T">The documents' type.</typeparam>
/// <param name="store">The store of the documents.</param>
/// <param name="client">The client that runs their orchestrations.</param>
public abstract class DurableDocuments<T>(Documents<T> store, OrchestrationClient client) where T : class, IDocument
{
    /// <summary>The reason for an orchestration that ended without recording its end, where it has no failure.</summary>
    public const string EndedFromOutside = "It was ended from outside.";

    /// <summary>The store of the documents.</summary>
    protected Documents<T> Documents => store;

    /// <summary>The client that runs the orchestrations.</summary>
    protected OrchestrationClient Client => client;

    /// <summary>Returns the id of the orchestration that has to work on a document now. Null if there is nothing to do.</summary>
    protected abstract string? InstanceOf(T document);

    /// <summary>Schedules the orchestration of a document. If it was scheduled before, nothing happens.</summary>
    protected abstract Task ScheduleAsync(T document, string instanceId);

    /// <summary>Returns a document with the end of its orchestration, which ended without recording it.</summary>
    protected abstract T Lost(T document, OrchestrationMetadata instance);

    /// <summary>Returns the event for which an orchestration waits although its document lets it continue. Null if there is none.</summary>
    protected virtual string? WakingEvent(T document, OrchestrationMetadata instance) => null;

    /// <summary>
    /// Brings a document and its orchestration together: schedules an orchestration that is missing, wakes one that waits without need, and
    /// records the end of one that ended without doing so.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="cancellationToken">Stops waiting. An accepted document is scheduled all the same.</param>
    /// <returns>The document as it was changed. Null if it was not changed.</returns>
    /// <exception cref="DocumentException">The document was deleted meanwhile.</exception>
    /// <exception cref="IOException">A store cannot be reached.</exception>
    protected async Task<StoredDocument<T>?> ReconcileAsync(T document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (InstanceOf(document) is not { } id)
            return null;
        var instance = await client.GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (instance is null)
            await ScheduleAsync(document, id).ConfigureAwait(false);
        else if (instance.IsFinished)
            return await store
                .UpdateAsync(document.Id, d => InstanceOf(d) == id ? Lost(d, instance) : d, cancellationToken)
                .ConfigureAwait(false);
        else if (WakingEvent(document, instance) is { } name)
            await RaiseEventAsync(id, name, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Raises an event without a payload. Has no effect if the orchestration has ended.</summary>
    protected async Task RaiseEventAsync(string instanceId, string name, CancellationToken cancellationToken = default)
    {
        try
        {
            await client.RaiseEventAsync(instanceId, name, "", cancellationToken).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // The orchestration has just ended. The document shows how.
        }
    }

    /// <summary>Waits until an orchestration has ended. Returns at once if it is unknown, because it may already be purged.</summary>
    protected async Task WaitForInstanceAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        if (await client.GetAsync(instanceId, cancellationToken).ConfigureAwait(false) is null)
            return;
        try
        {
            await client.WaitForCompletionAsync(instanceId, cancellationToken).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // The orchestration has just been purged.
        }
    }

    /// <summary>Terminates an orchestration. Has no effect if it has ended or is unknown.</summary>
    protected async Task TerminateAsync(string instanceId, string reason, CancellationToken cancellationToken = default)
    {
        if (await client.GetAsync(instanceId, cancellationToken).ConfigureAwait(false) is { IsFinished: false })
            await client.TerminateAsync(instanceId, reason, recursive: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Terminates an orchestration, waits for its end, and deletes its history. Has no effect if it is unknown.</summary>
    protected async Task PurgeAsync(string instanceId, string reason, CancellationToken cancellationToken = default)
    {
        if (await client.GetAsync(instanceId, cancellationToken).ConfigureAwait(false) is not { } instance)
            return;
        if (!instance.IsFinished)
        {
            await client.TerminateAsync(instanceId, reason, recursive: true, cancellationToken).ConfigureAwait(false);
            await WaitForInstanceAsync(instanceId, cancellationToken).ConfigureAwait(false);
        }
        await client.PurgeAsync(instanceId, cancellationToken).ConfigureAwait(false);
    }
}
