using EmuEdit.Storage;

namespace EmuEdit.Orchestration;

/// <summary>
/// Documents of work that can be paused, resumed and cancelled. Once a document is stored, its work runs, whatever happens to the process
/// or the client. Safe for use from several threads.
/// </summary>
/// <typeparam name="T">The documents' type.</typeparam>
/// <param name="store">The store of the documents.</param>
/// <param name="client">The client that runs their orchestrations.</param>
public abstract class PausableDocuments<T>(Documents<T> store, OrchestrationClient client) : DurableDocuments<T>(store, client)
    where T : PausableDocument, IDocument
{
    /// <summary>Returns the current state of a document.</summary>
    /// <exception cref="DocumentException">The document does not exist.</exception>
    /// <exception cref="IOException">A store cannot be reached.</exception>
    public async Task<T> GetAsync(string id, CancellationToken cancellationToken = default) =>
        await CurrentAsync((await Documents.GetAsync(id, cancellationToken).ConfigureAwait(false)).Document, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Waits until the work has ended.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<T> WaitForEndAsync(string id, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var document = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (document.IsOver)
                return document;
            await WaitForInstanceAsync(InstanceOf(document, document.Run), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses the work: running steps finish, and no new one starts. Has no effect on paused work.</summary>
    /// <exception cref="DocumentException">The document does not exist, or its work has ended or is cancelled.</exception>
    public Task<T> PauseAsync(string id, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, d => d.State switch
        {
            DocumentState.Running => d with { State = DocumentState.Paused, Reason = null },
            DocumentState.Paused => d,
            _ => throw Refused(d),
        }, cancellationToken);

    /// <summary>Resumes work that is paused or that ended with failures. Has no effect on running work.</summary>
    /// <exception cref="DocumentException">The document does not exist, or its work is completed or cancelled.</exception>
    public async Task<T> ResumeAsync(string id, CancellationToken cancellationToken = default)
    {
        await GetAsync(id, cancellationToken).ConfigureAwait(false);
        var resumed = await ChangeAsync(id, d => d.State switch
        {
            DocumentState.Running => d,
            DocumentState.Paused => d with { State = DocumentState.Running, Reason = null },
            DocumentState.Incomplete or DocumentState.Failed => d with
            {
                State = DocumentState.Running,
                Reason = null,
                Finished = null,
                Run = d.Run + 1,
            },
            _ => throw Refused(d),
        }, cancellationToken).ConfigureAwait(false);
        return await CurrentAsync(resumed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the work for good. Has no effect on cancelled work.</summary>
    /// <exception cref="DocumentException">The document does not exist, or its work has ended otherwise.</exception>
    public async Task<T> CancelAsync(string id, CancellationToken cancellationToken = default)
    {
        var cancelled = await ChangeAsync(id, d => d.State switch
        {
            DocumentState.Running or DocumentState.Paused => Cancelled(d),
            DocumentState.Cancelled => d,
            _ => throw Refused(d),
        }, cancellationToken).ConfigureAwait(false);
        await StopAsync(cancelled, cancellationToken).ConfigureAwait(false);
        return await CurrentAsync(cancelled, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a document with its files, and stops its work.</summary>
    /// <exception cref="DocumentException">The document does not exist.</exception>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        // The mark comes first. If the process dies after that, no step starts, and the recovery completes the deletion.
        var deleted = await ChangeAsync(id, d => d with { Deleted = true }, cancellationToken).ConfigureAwait(false);
        await ClearAsync(deleted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Continues what a process left when it died: starts accepted work, wakes resumed work, and completes deletions.</summary>
    /// <exception cref="IOException">A store cannot be reached.</exception>
    public async Task RecoverAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var document in Documents.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            try
            {
                if (document.Deleted)
                    await ClearAsync(document, cancellationToken).ConfigureAwait(false);
                else
                    await ReconcileAsync(document, cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentException)
            {
                // The document was deleted meanwhile.
            }
    }

    /// <summary>Returns the id of the orchestration of a run of the work.</summary>
    protected abstract string InstanceOf(T document, int run);

    /// <summary>Whether an orchestration waits to be resumed.</summary>
    protected abstract bool Waits(OrchestrationMetadata instance);

    /// <summary>Stops what runs of cancelled work, beyond what the document says.</summary>
    protected abstract Task StopAsync(T document, CancellationToken cancellationToken);

    /// <summary>Returns a document with the mark of cancelled work. Its orchestration records when it has ended.</summary>
    protected virtual T Cancelled(T document) => document with { State = DocumentState.Cancelled, Reason = null };

    /// <inheritdoc/>
    protected override T Lost(T document, OrchestrationMetadata instance)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(instance);
        return document with
        {
            State = document.State == DocumentState.Cancelled ? DocumentState.Cancelled : DocumentState.Failed,
            Reason = instance.Failure?.ToString() ?? EndedFromOutside,
            Finished = instance.UpdatedAt,
        };
    }

    /// <inheritdoc/>
    protected sealed override string? InstanceOf(T document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.IsOver || document.Deleted ? null : InstanceOf(document, document.Run);
    }

    /// <inheritdoc/>
    protected sealed override string? WakingEvent(T document, OrchestrationMetadata instance) =>
        document?.State != DocumentState.Paused && Waits(instance) ? PausableDocument.Changed : null;

    /// <summary>Reconciles a document, and returns its current state.</summary>
    protected async Task<T> CurrentAsync(T document, CancellationToken cancellationToken = default) =>
        (await ReconcileAsync(document, cancellationToken).ConfigureAwait(false))?.Document ?? document;

    private async Task<T> ChangeAsync(string id, Func<T, T> change, CancellationToken cancellationToken) =>
        (await Documents.UpdateAsync(id, change, cancellationToken).ConfigureAwait(false)).Document;

    private async Task ClearAsync(T document, CancellationToken cancellationToken)
    {
        for (var run = 1; run <= document.Run; run++)
            await PurgeAsync(InstanceOf(document, run), $"The {Documents.Noun} was deleted.", cancellationToken).ConfigureAwait(false);
        await Documents.DeleteAsync(document.Id, cancellationToken).ConfigureAwait(false);
    }

    private DocumentException Refused(T document) =>
        DocumentException.Conflict($"The {Documents.Noun} '{document.Id}' is {document.State.ToString().ToLowerInvariant()}.");
}
