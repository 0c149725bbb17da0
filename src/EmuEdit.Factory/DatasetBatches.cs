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
    public async Task<BatchStatus> Start(BatchPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan = plan.Validated() with { Bundle = plan.Bundle ?? stages.BundleName };
        stages.Check(plan);
        var stored = await store.Find(plan.Id, cancellation).ConfigureAwait(false) ?? await Add(plan, cancellation).ConfigureAwait(false);
        if (stored.Document.Deleted)
            throw BatchException.Conflict(plan.Id, "is being deleted");
        if (!BatchStore.Same(stored.Document.Plan, plan))
            throw BatchException.Conflict(plan.Id, "was started with other parameters; choose another id, or delete it");
        return await Status(await Heal(stored, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    /// <summary>A batch as it is now.</summary>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<BatchStatus> Get(string id, CancellationToken cancellation = default) =>
        await Status(await Heal(await store.Get(id, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>All batches, in the order of their ids.</summary>
    /// <param name="after">Only those after this id; null, the default, for all.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">The id is none.</exception>
    public async IAsyncEnumerable<BatchStatus> List(string? after = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var document in store.List(after, cancellation).ConfigureAwait(false))
            if (!document.Deleted)
                yield return await Status(new(document, ""), cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits until a batch has ended.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<BatchStatus> WaitForEnd(string id, CancellationToken cancellation = default)
    {
        while (true)
        {
            var stored = await Heal(await store.Get(id, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            if (stored.Document.Finished is not null)
                return await Status(stored, cancellation).ConfigureAwait(false);
            await client.WaitForCompletion(stored.Document.InstanceId, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses a batch: stages that run go on to their end, which is recorded, and none begins. No effect on a paused one.</summary>
    /// <exception cref="BatchException">There is none, or it has ended.</exception>
    public async Task<BatchStatus> Pause(string id, CancellationToken cancellation = default)
    {
        var stored = await store.Update(id, d => d.State switch
        {
            BatchState.Running => d with { State = BatchState.Paused, Reason = null },
            BatchState.Paused => d,
            _ => throw Ended(d),
        }, cancellation).ConfigureAwait(false);
        return await Status(stored, cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes on with a paused batch, or with one that ended incomplete or by an error; failed shards are tried again. No effect on a running one.</summary>
    /// <exception cref="BatchException">There is none, or it has completed or was cancelled.</exception>
    public async Task<BatchStatus> Resume(string id, CancellationToken cancellation = default)
    {
        await Heal(await store.Get(id, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        var stored = await store.Update(id, d => d.State switch
        {
            BatchState.Running => d,
            BatchState.Paused => d with { State = BatchState.Running, Reason = null },
            BatchState.Incomplete or BatchState.Failed => d with { State = BatchState.Running, Reason = null, Finished = null, Run = d.Run + 1 },
            _ => throw Ended(d),
        }, cancellation).ConfigureAwait(false);
        return await Status(await Heal(stored, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops a batch for good; what is written stays, and becomes a data set. No effect on a cancelled one.</summary>
    /// <exception cref="BatchException">There is none, or it has ended otherwise.</exception>
    public async Task<BatchStatus> Cancel(string id, CancellationToken cancellation = default)
    {
        var stored = await store.Update(id, d => d.State switch
        {
            BatchState.Running or BatchState.Paused => d with { State = BatchState.Cancelled, Reason = null },
            BatchState.Cancelled => d,
            _ => throw Ended(d),
        }, cancellation).ConfigureAwait(false);
        if (stored.Document.Finished is null)
            await StopShards(id, cancellation).ConfigureAwait(false);
        return await Status(await Heal(stored, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    /// <summary>Deletes a batch with all its files, and stops what runs.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task Delete(string id, CancellationToken cancellation = default)
    {
        // First it is marked: whatever stops us then, no stage begins, and the next start of the program goes on with it.
        var stored = await store.Update(id, d => d with { Deleted = true }, cancellation).ConfigureAwait(false);
        await Clear(stored.Document, cancellation).ConfigureAwait(false);
    }

    /// <summary>What was counted so far, in the written shards.</summary>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<BatchLedger> Ledger(string id, CancellationToken cancellation = default)
    {
        while (true)
        {
            var position = await Position((await store.Get(id, cancellation).ConfigureAwait(false)).Document, cancellation).ConfigureAwait(false);
            var summed = position.Generation == 0 || await store.FindTotals(id, position.Generation, cancellation).ConfigureAwait(false) is not null;
            var ledger = await Ledgers.Sum(store, stages, id, position.Generation, position.Recent, cancellation).ConfigureAwait(false);
            var now = await Position((await store.Get(id, cancellation).ConfigureAwait(false)).Document, cancellation).ConfigureAwait(false);
            // Older sums are deleted: where it has gone on meanwhile, the newer one is read.
            if (summed || now.Generation == position.Generation)
                return new(position.Written, position.Tried, position.Candidates, position.Kept, ledger);
        }
    }

    /// <summary>Kept samples of the shards that are written, a page at a time.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="token">The <see cref="SamplePage.Next"/> of the page before; null, the default, for the first.</param>
    /// <param name="size">The most samples in a page, 1 to 1000; default 50.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">The token or the size is out of its range.</exception>
    /// <exception cref="BatchException">There is none.</exception>
    public async Task<SamplePage> Samples(string id, string? token = null, int size = 50, CancellationToken cancellation = default)
    {
        if (size is < 1 or > 1000)
            throw new InvalidInputException($"a page of {size} samples", "1 to 1000");
        var (shard, skip) = PageToken.Parse(token);
        var end = (await Position((await store.Get(id, cancellation).ConfigureAwait(false)).Document, cancellation).ConfigureAwait(false)).Next;
        var samples = new List<ListedSample>();
        for (; shard < end; (shard, skip) = (shard + 1, 0))
        {
            var entries = (await store.FindRecord(new(id, shard), cancellation).ConfigureAwait(false))?.Samples ?? [];
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
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="BatchException">There is no such batch, sample or part.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadPart(string id, long shard, string key, string part, CancellationToken cancellation = default)
    {
        await store.Get(id, cancellation).ConfigureAwait(false);
        var record = await store.FindRecord(new(id, shard), cancellation).ConfigureAwait(false);
        if (record?.Samples.FirstOrDefault(s => s.Key == key && s.Parts.Contains(part)) is not { } sample)
            throw BatchException.MissingSample(id, key);
        var file = await store.Blobs.Get(BatchFiles.Files(id) + sample.File, cancellation).ConfigureAwait(false);
        return TarMember.Find(file.Content, $"{key}.{part}") ?? throw BatchException.MissingSample(id, key);
    }

    /// <summary>Goes on with what a process left that died: schedules batches that were accepted, wakes those that were resumed, deletes those that were being deleted.</summary>
    public async Task Recover(CancellationToken cancellation = default)
    {
        await foreach (var document in store.List(cancellation: cancellation).ConfigureAwait(false))
            if (document.Deleted)
                await Clear(document, cancellation).ConfigureAwait(false);
            else if (await store.Find(document.Plan.Id, cancellation).ConfigureAwait(false) is { Document.Deleted: false } stored)
                await Heal(stored, cancellation).ConfigureAwait(false);
    }

    private async Task<StoredBatch> Add(BatchPlan plan, CancellationToken cancellation)
    {
        // Its own copy: what is done to the original afterwards must not change a shard.
        if (plan is { Captions: { } captions, CaptionsBlob: { } copy })
        {
            var blob = await store.Blobs.Find(captions, cancellation).ConfigureAwait(false) ?? throw new InvalidInputException($"captions {captions}, which are not there", "the name of a blob", "put them into the store first");
            CaptionFile.Read(blob.Content.Span, captions);
            await store.Blobs.Put(copy, blob.Content, default, cancellation).ConfigureAwait(false);
        }
        return await store.Add(new(plan, _time.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    // The document may be ahead of its orchestration (the process died in between): scheduled or woken now, and where it ended without a word, that is recorded.
    private async Task<StoredBatch> Heal(StoredBatch stored, CancellationToken cancellation)
    {
        var document = stored.Document;
        if (document.Finished is not null)
            return stored;
        var instance = await client.Get(document.InstanceId, cancellation).ConfigureAwait(false);
        if (instance is null)
            // From here on it is accepted: a client that goes away must not keep it from being made.
            await client.Schedule(DatasetBatchOrchestrator.Task, new BatchRun(document.Plan.Id, (document.Position ?? new()).Retrying()), document.InstanceId, CancellationToken.None).ConfigureAwait(false);
        else if (instance.IsFinished)
            return await store.Update(document.Plan.Id, d => d.Finished is null && d.Run == document.Run ? Lost(d, instance) : d, cancellation).ConfigureAwait(false);
        else if (document.State != BatchState.Paused && instance.ReadCustomStatus<BatchPosition>() is { Waiting: true })
            await Wake(document, cancellation).ConfigureAwait(false);
        return stored;
    }

    private static BatchDocument Lost(BatchDocument document, OrchestrationMetadata instance) => document with
    {
        State = document.State == BatchState.Cancelled ? BatchState.Cancelled : BatchState.Failed,
        Reason = instance.Failure?.ToString() ?? "It was ended from outside.",
        Finished = instance.UpdatedAt,
        Position = null,
    };

    private async Task Wake(BatchDocument document, CancellationToken cancellation)
    {
        try
        {
            await client.RaiseEvent(document.InstanceId, DatasetBatchOrchestrator.Changed, "", cancellation).ConfigureAwait(false);
        }
        catch (InstanceStateException)
        {
            // It has ended in this moment.
        }
    }

    private async Task StopShards(string id, CancellationToken cancellation)
    {
        var running = new OrchestrationQuery { Statuses = [OrchestrationStatus.Pending, OrchestrationStatus.Running], InstanceIdPrefix = ShardReference.InstancePrefix(id), PageSize = OrchestrationQuery.MaxPageSize };
        foreach (var shard in (await client.Query(running, cancellation).ConfigureAwait(false)).Instances)
            await client.Terminate(shard.InstanceId, "The batch was cancelled.", cancellation: cancellation).ConfigureAwait(false);
    }

    private async Task Clear(BatchDocument document, CancellationToken cancellation)
    {
        if (await client.Get(document.InstanceId, cancellation).ConfigureAwait(false) is { IsFinished: false })
        {
            await client.Terminate(document.InstanceId, "The batch was deleted.", recursive: true, cancellation).ConfigureAwait(false);
            await client.WaitForCompletion(document.InstanceId, cancellation).ConfigureAwait(false);
        }
        for (var run = 1; run <= document.Run; run++)
            await client.Purge((document with { Run = run }).InstanceId, cancellation).ConfigureAwait(false);
        await store.Delete(document.Plan.Id, cancellation).ConfigureAwait(false);
    }

    private async Task<BatchPosition> Position(BatchDocument document, CancellationToken cancellation)
    {
        if (document.Finished is not null)
            return document.Position ?? new();
        var instance = await client.Get(document.InstanceId, cancellation).ConfigureAwait(false);
        // In some backends a run that has just continued as new shows nothing until it begins.
        return instance?.ReadCustomStatus<BatchPosition>() ?? instance?.ReadInput<BatchRun>().Position ?? document.Position ?? new();
    }

    private async Task<BatchStatus> Status(StoredBatch stored, CancellationToken cancellation)
    {
        var document = stored.Document;
        var position = await Position(document, cancellation).ConfigureAwait(false);
        var failures = new List<FailedShard>();
        foreach (var shard in position.Failed.Take(ShownFailures))
            failures.Add(new(shard, (await store.FindRecord(new(document.Plan.Id, shard), cancellation).ConfigureAwait(false))?.Failure ?? "It was ended from outside."));
        return BatchStatus.Of(document, position, failures, _time.GetUtcNow());
    }

    private static BatchException Ended(BatchDocument document) => BatchException.Conflict(document.Plan.Id, $"is {document.State.ToString().ToLowerInvariant()}");
}
