using System.Runtime.CompilerServices;
using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// Batches: data sets that are made shard by shard. A batch is accepted when its document says so, and then made by <see cref="DatasetBatchOrchestrator"/>, whatever happens to
/// the process or the client. May be used from several threads.
/// </summary>
/// <param name="store">Has them.</param>
/// <param name="client">Runs what <see cref="FactoryWorkload"/> registers.</param>
/// <param name="stages">Sums ledgers, and names the bundle of a batch that names none.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class DatasetBatches(BatchStore store, OrchestrationClient client, IShardStages stages, TimeProvider? time = null)
{
    private const int ShownFailures = 10;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Starts a batch. Once this returns, it will be made. Started again with the same plan, it is the batch that is there.</summary>
    /// <exception cref="InvalidInputException">The plan is out of its range, or its captions cannot be used.</exception>
    /// <exception cref="BatchException">There is a batch of that id with another plan, or one that is being deleted.</exception>
    /// <exception cref="IOException">It cannot be stored; asked again, it is the same batch.</exception>
    public async Task<BatchStatus> StartAsync(BatchPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan = plan.Validated() with { Bundle = plan.Bundle ?? stages.BundleName };
        stages.Check(plan);
        var stored =
            await store.FindAsync(plan.Id, cancellationToken).ConfigureAwait(false)
            ?? await AddAsync(plan, cancellationToken).ConfigureAwait(false);
        if (stored.Document.Deleted)
            throw BatchException.Conflict(plan.Id, "is being deleted");
        if (!BatchStore.Same(stored.Document.Plan, plan))
            throw BatchException.Conflict(plan.Id, "was started with other parameters; choose another id, or delete it");
        return await StatusAsync(await ReconcileAsync(stored, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>A batch as it is now.</summary>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<BatchStatus> GetAsync(string id, CancellationToken cancellationToken = default) =>
        await StatusAsync(
                await ReconcileAsync(await store.GetAsync(id, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>All batches, in the order of their ids.</summary>
    /// <param name="after">Only those after this id; null, the default, for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    public async IAsyncEnumerable<BatchStatus> ListAsync(
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var document in store.ListAsync(after, cancellationToken).ConfigureAwait(false))
            if (!document.Deleted)
                yield return await StatusAsync(new(document, ""), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a batch has ended.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<BatchStatus> WaitForEndAsync(string id, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var stored = await ReconcileAsync(await store.GetAsync(id, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            if (stored.Document.Finished is not null)
                return await StatusAsync(stored, cancellationToken).ConfigureAwait(false);
            await client.WaitForCompletionAsync(stored.Document.InstanceId, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses a batch: stages that run go on to their end, which is recorded, and none begins. No effect on a paused one.</summary>
    /// <exception cref="BatchException">There is none, or it has ended.</exception>
    public async Task<BatchStatus> PauseAsync(string id, CancellationToken cancellationToken = default)
    {
        var stored = await store.UpdateAsync(id, d => d.State switch
        {
            BatchState.Running => d with { State = BatchState.Paused, Reason = null },
            BatchState.Paused => d,
            _ => throw Ended(d),
        }, cancellationToken).ConfigureAwait(false);
        return await StatusAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with a paused batch, or with one that ended incomplete or by an error; failed shards are tried again. No effect on a running one.</summary>
    /// <exception cref="BatchException">There is none, or it has completed or was cancelled.</exception>
    public async Task<BatchStatus> ResumeAsync(string id, CancellationToken cancellationToken = default)
    {
        await ReconcileAsync(await store.GetAsync(id, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var stored = await store
            .UpdateAsync(
                id,
                d =>
                    d.State switch
                    {
                        BatchState.Running => d,
                        BatchState.Paused => d with { State = BatchState.Running, Reason = null },
                        BatchState.Incomplete or BatchState.Failed => d with
                        {
                            State = BatchState.Running,
                            Reason = null,
                            Finished = null,
                            Run = d.Run + 1,
                        },
                        _ => throw Ended(d),
                    },
                cancellationToken
            )
            .ConfigureAwait(false);
        return await StatusAsync(await ReconcileAsync(stored, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Stops a batch for good; what is written stays, and becomes a data set. No effect on a cancelled one.</summary>
    /// <exception cref="BatchException">There is none, or it has ended otherwise.</exception>
    public async Task<BatchStatus> CancelAsync(string id, CancellationToken cancellationToken = default)
    {
        var stored = await store.UpdateAsync(id, d => d.State switch
        {
            BatchState.Running or BatchState.Paused => d with { State = BatchState.Cancelled, Reason = null },
            BatchState.Cancelled => d,
            _ => throw Ended(d),
        }, cancellationToken).ConfigureAwait(false);
        if (stored.Document.Finished is null)
            await StopShardsAsync(id, cancellationToken).ConfigureAwait(false);
        return await StatusAsync(await ReconcileAsync(stored, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Deletes a batch with all its files, and stops what runs.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        // First it is marked: whatever stops us then, no stage begins, and the next start of the program goes on with it.
        var stored = await store.UpdateAsync(id, d => d with { Deleted = true }, cancellationToken).ConfigureAwait(false);
        await ClearAsync(stored.Document, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was counted so far, in the written shards.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<BatchLedger> LedgerAsync(string id, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var position = await PositionAsync(
                    (await store.GetAsync(id, cancellationToken).ConfigureAwait(false)).Document,
                    cancellationToken
                )
                .ConfigureAwait(false);
            var summed =
                position.Generation == 0
                || await store.FindTotalsAsync(id, position.Generation, cancellationToken).ConfigureAwait(false) is not null;
            var ledger = await Ledgers
                .SumAsync(store, stages, id, position.Generation, position.Recent, cancellationToken)
                .ConfigureAwait(false);
            var now = await PositionAsync((await store.GetAsync(id, cancellationToken).ConfigureAwait(false)).Document, cancellationToken)
                .ConfigureAwait(false);
            // Older sums are deleted: where it has gone on meanwhile, the newer one is read.
            if (summed || now.Generation == position.Generation)
                return new(position.Written, position.Tried, position.Candidates, position.Kept, ledger);
        }
    }

    /// <summary>Kept samples of the shards that are written, a page at a time.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="token">The <see cref="SamplePage.Next"/> of the page before; null, the default, for the first.</param>
    /// <param name="size">The most samples in a page, 1 to 1000; default 50.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The token or the size is out of its range.</exception>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<SamplePage> SamplesAsync(
        string id,
        string? token = null,
        int size = 50,
        CancellationToken cancellationToken = default
    )
    {
        if (size is < 1 or > 1000)
            throw new InvalidInputException($"a page of {size} samples", "1 to 1000");
        var (shard, skip) = PageToken.Parse(token);
        var end = (
            await PositionAsync((await store.GetAsync(id, cancellationToken).ConfigureAwait(false)).Document, cancellationToken)
                .ConfigureAwait(false)
        ).Next;
        var samples = new List<ListedSample>();
        for (; shard < end; (shard, skip) = (shard + 1, 0))
        {
            var entries = (await store.FindRecordAsync(new(id, shard), cancellationToken).ConfigureAwait(false))?.Samples ?? [];
            for (; skip < entries.Count; skip++)
            {
                if (samples.Count == size)
                    return new(samples, PageToken.Of(shard, skip));
                samples.Add(new(shard, entries[skip]));
            }
        }
        return new(samples, Next: null);
    }

    /// <summary>A part of a kept sample: a picture, or its text.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="shard">The sample's shard.</param>
    /// <param name="key">The sample's key.</param>
    /// <param name="part">One of its <see cref="SampleEntry.Parts"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BatchException">There is no such batch, sample or part.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadPartAsync(
        string id,
        long shard,
        string key,
        string part,
        CancellationToken cancellationToken = default
    )
    {
        await store.GetAsync(id, cancellationToken).ConfigureAwait(false);
        var record = await store.FindRecordAsync(new(id, shard), cancellationToken).ConfigureAwait(false);
        if (record?.Samples.FirstOrDefault(s => s.Key == key && s.Parts.Contains(part)) is not { } sample)
            throw BatchException.MissingSample(id, key);
        var file = await store.Blobs.GetAsync(BatchFiles.Files(id) + sample.File, cancellationToken).ConfigureAwait(false);
        return TarMember.Find(file.Content, $"{key}.{part}") ?? throw BatchException.MissingSample(id, key);
    }

    /// <summary>Names of the files of the data set, in their order: those of written shards, and what is made at the end. See docs/dataset.md.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="after">Only those after this name; null, the default, for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BatchException">There is none.</exception>
    public async IAsyncEnumerable<string> FilesAsync(
        string id,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await store.GetAsync(id, cancellationToken).ConfigureAwait(false);
        var prefix = BatchFiles.Files(id);
        await foreach (var name in store.Blobs.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            if (string.CompareOrdinal(name[prefix.Length..], after) > 0)
                yield return name[prefix.Length..];
    }

    /// <summary>A file of the data set.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="file">One of its <see cref="FilesAsync"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The name is none.</exception>
    /// <exception cref="BatchException">There is no such batch or file.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(string id, string file, CancellationToken cancellationToken = default)
    {
        await store.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return (await store.Blobs.FindAsync(BatchFiles.Files(id) + file, cancellationToken).ConfigureAwait(false))?.Content
            ?? throw BatchException.MissingFile(id, file);
    }

    /// <summary>Goes on with what a process left that died: schedules batches that were accepted, wakes those that were resumed, deletes those that were being deleted.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var document in store.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            if (document.Deleted)
                await ClearAsync(document, cancellationToken).ConfigureAwait(false);
            else if (await store.FindAsync(document.Plan.Id, cancellationToken).ConfigureAwait(false) is { Document.Deleted: false } stored)
                await ReconcileAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredBatch> AddAsync(BatchPlan plan, CancellationToken cancellationToken)
    {
        // Its own copy: what is done to the original afterwards must not change a shard.
        if (plan is { Captions: { } captions, CaptionsBlob: { } copy })
        {
            var blob =
                await store.Blobs.FindAsync(captions, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidInputException(
                    $"captions {captions}, which are not there",
                    "the name of a blob",
                    "put them into the store first"
                );
            CaptionFile.Read(blob.Content.Span, captions);
            await store.Blobs.PutAsync(copy, blob.Content, default, cancellationToken).ConfigureAwait(false);
        }
        return await store.AddAsync(new(plan, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }

    // The document may be ahead of its orchestration (the process died in between): scheduled or woken now, and where it ended without a word, that is recorded.
    private async Task<StoredBatch> ReconcileAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        var document = stored.Document;
        if (document.Finished is not null)
            return stored;
        var instance = await client.GetAsync(document.InstanceId, cancellationToken).ConfigureAwait(false);
        if (instance is null)
            // From here on it is accepted: a client that goes away must not keep it from being made.
            await client
                .ScheduleAsync(
                    DatasetBatchOrchestrator.TaskName,
                    new BatchRun(document.Plan.Id, (document.Position ?? new()).Retrying()),
                    document.InstanceId,
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        else if (instance.IsFinished)
            return await store
                .UpdateAsync(document.Plan.Id, d => d.Finished is null && d.Run == document.Run ? Lost(d, instance) : d, cancellationToken)
                .ConfigureAwait(false);
        else if (document.State != BatchState.Paused && instance.ReadCustomStatus<BatchProgress>() is { Waiting: true })
            await WakeAsync(document, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    private static BatchDocument Lost(BatchDocument document, OrchestrationMetadata instance) => document with
    {
        State = document.State == BatchState.Cancelled ? BatchState.Cancelled : BatchState.Failed,
        Reason = instance.Failure?.ToString() ?? "It was ended from outside.",
        Finished = instance.UpdatedAt,
        Position = null,
    };

    private async Task WakeAsync(BatchDocument document, CancellationToken cancellationToken)
    {
        try
        {
            await client
                .RaiseEventAsync(document.InstanceId, DatasetBatchOrchestrator.Changed, "", cancellationToken)
                .ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // It has ended in this moment.
        }
    }

    private async Task StopShardsAsync(string id, CancellationToken cancellationToken)
    {
        var running = new OrchestrationQuery
        {
            Statuses = [OrchestrationStatus.Pending, OrchestrationStatus.Running],
            InstanceIdPrefix = ShardReference.InstancePrefix(id),
            PageSize = OrchestrationQuery.MaxPageSize,
        };
        foreach (var shard in (await client.QueryAsync(running, cancellationToken).ConfigureAwait(false)).Instances)
            await client
                .TerminateAsync(shard.InstanceId, "The batch was cancelled.", cancellationToken: cancellationToken)
                .ConfigureAwait(false);
    }

    private async Task ClearAsync(BatchDocument document, CancellationToken cancellationToken)
    {
        if (await client.GetAsync(document.InstanceId, cancellationToken).ConfigureAwait(false) is { IsFinished: false })
        {
            await client
                .TerminateAsync(document.InstanceId, "The batch was deleted.", recursive: true, cancellationToken)
                .ConfigureAwait(false);
            await client.WaitForCompletionAsync(document.InstanceId, cancellationToken).ConfigureAwait(false);
        }
        for (var run = 1; run <= document.Run; run++)
            await client.PurgeAsync((document with { Run = run }).InstanceId, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(document.Plan.Id, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BatchProgress> PositionAsync(BatchDocument document, CancellationToken cancellationToken)
    {
        if (document.Finished is not null)
            return document.Position ?? new();
        var instance = await client.GetAsync(document.InstanceId, cancellationToken).ConfigureAwait(false);
        // In some backends a run that has just continued as new shows nothing until it begins.
        return instance?.ReadCustomStatus<BatchProgress>() ?? instance?.ReadInput<BatchRun>().Position ?? document.Position ?? new();
    }

    private async Task<BatchStatus> StatusAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        var document = stored.Document;
        var position = await PositionAsync(document, cancellationToken).ConfigureAwait(false);
        var failures = new List<FailedShard>();
        foreach (var shard in position.Failed.Take(ShownFailures))
            failures.Add(
                new(
                    shard,
                    (await store.FindRecordAsync(new(document.Plan.Id, shard), cancellationToken).ConfigureAwait(false))?.Failure
                        ?? "It was ended from outside."
                )
            );
        return BatchStatus.Of(document, position, failures, _time.GetUtcNow());
    }

    private static BatchException Ended(BatchDocument document) =>
        BatchException.Conflict(document.Plan.Id, $"is {document.State.ToString().ToLowerInvariant()}");
}
