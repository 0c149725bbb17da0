using System.Runtime.CompilerServices;
using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// Batches: data sets that are made shard by shard. A batch is accepted once its document is
/// stored. <see cref="DatasetBatchOrchestrator"/> then makes it, whatever happens to the process or
/// the client. Safe for use from several threads.
/// </summary>
/// <param name="store">The store of the batches.</param>
/// <param name="client">The client that runs what <see cref="FactoryWorkload"/> registers.</param>
/// <param name="stages">Sums ledgers, and names the bundle of a batch that names none.</param>
/// <param name="time">The clock. Null for the system clock.</param>
public sealed class DatasetBatches(BatchStore store, OrchestrationClient client, IShardStages stages, TimeProvider? time = null)
{
    private const int ShownFailures = 10;

    private readonly BatchRuns _runs = new(store, client);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Starts a batch. Once this method has returned, the batch will be made. A second call with the
    /// same plan returns the same batch.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// The plan is out of its range, or its captions cannot be used.
    /// </exception>
    /// <exception cref="DocumentException">
    /// A batch with this id has another plan, or is being deleted.
    /// </exception>
    /// <exception cref="BusyException">There are too many batches.</exception>
    /// <exception cref="IOException">
    /// The batch cannot be stored. The same request again starts or returns it.
    /// </exception>
    public async Task<BatchStatus> StartAsync(BatchPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan = plan.Validated() with { Bundle = plan.Bundle ?? stages.BundleName };
        stages.Check(plan);
        return await StatusAsync(_runs.StartAsync(plan, _time.GetUtcNow(), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the current state of a batch.</summary>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    /// <exception cref="DocumentException">The batch does not exist.</exception>
    public Task<BatchStatus> GetAsync(string id, CancellationToken cancellationToken = default) =>
        StatusAsync(_runs.GetAsync(id, cancellationToken), cancellationToken);

    /// <summary>Lists all batches, in the order of their ids.</summary>
    /// <param name="after">Lists only batches after this id. Default null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    public async IAsyncEnumerable<BatchStatus> ListAsync(
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var document in store.ListAsync(after, cancellationToken).ConfigureAwait(false))
            if (!document.Deleted)
                yield return await StatusAsync(document, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a batch has ended.</summary>
    /// <exception cref="DocumentException">The batch does not exist.</exception>
    public Task<BatchStatus> WaitForEndAsync(string id, CancellationToken cancellationToken = default) =>
        StatusAsync(_runs.WaitForEndAsync(id, cancellationToken), cancellationToken);

    /// <summary>
    /// Pauses a batch: running stages finish, and no new one starts. Has no effect on a paused
    /// batch.
    /// </summary>
    /// <exception cref="DocumentException">The batch does not exist, or has ended.</exception>
    public Task<BatchStatus> PauseAsync(string id, CancellationToken cancellationToken = default) =>
        StatusAsync(_runs.PauseAsync(id, cancellationToken), cancellationToken);

    /// <summary>
    /// Resumes a batch that is paused, incomplete or failed, and tries its failed shards again. Has
    /// no effect on a running batch.
    /// </summary>
    /// <exception cref="DocumentException">
    /// The batch does not exist, is complete, or was cancelled.
    /// </exception>
    public Task<BatchStatus> ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        StatusAsync(_runs.ResumeAsync(id, cancellationToken), cancellationToken);

    /// <summary>
    /// Stops a batch for good. The written shards become a data set. Has no effect on a cancelled
    /// batch.
    /// </summary>
    /// <exception cref="DocumentException">The batch does not exist, or has ended otherwise.</exception>
    public Task<BatchStatus> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        StatusAsync(_runs.CancelAsync(id, cancellationToken), cancellationToken);

    /// <summary>Deletes a batch with all its files, and stops its stages.</summary>
    /// <exception cref="DocumentException">The batch does not exist.</exception>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) => _runs.DeleteAsync(id, cancellationToken);

    /// <inheritdoc cref="PausableDocuments{T}.RecoverAsync"/>
    public Task RecoverAsync(CancellationToken cancellationToken = default) => _runs.RecoverAsync(cancellationToken);

    /// <summary>Returns the counts of the shards that are written so far.</summary>
    /// <exception cref="DocumentException">The batch does not exist.</exception>
    public async Task<BatchLedger> LedgerAsync(string id, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var position = await PositionAsync(id, cancellationToken).ConfigureAwait(false);
            var summed =
                position.Generation == 0
                || await store.FindTotalsAsync(id, position.Generation, cancellationToken).ConfigureAwait(false) is not null;
            var ledger = await Ledgers
                .SumAsync(store, stages, id, position.Generation, position.Recent, cancellationToken)
                .ConfigureAwait(false);
            // Older sums are deleted. If the batch has continued in the meantime, read the newer sum.
            if (summed || (await PositionAsync(id, cancellationToken).ConfigureAwait(false)).Generation == position.Generation)
                return new(position.Written, position.Tried, position.Candidates, position.Kept, ledger);
        }
    }

    /// <summary>Returns one page of the kept samples of the shards that are written so far.</summary>
    /// <param name="id">The batch's id.</param>
    /// <param name="token">
    /// The <see cref="SamplePage.Next"/> of the previous page. Default null: the first page.
    /// </param>
    /// <param name="size">The maximum number of samples in a page, 1 to 1000. Default 50.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The token or the size is not valid.</exception>
    /// <exception cref="DocumentException">The batch does not exist.</exception>
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
        var end = (await PositionAsync(id, cancellationToken).ConfigureAwait(false)).Next;
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

    /// <summary>Reads a part of a kept sample: an image, or its text.</summary>
    /// <param name="id">The batch's id.</param>
    /// <param name="shard">The sample's shard.</param>
    /// <param name="key">The sample's key.</param>
    /// <param name="part">One of its <see cref="SampleEntry.Parts"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="DocumentException">The batch, the sample or the part does not exist.</exception>
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
            throw MissingPart();
        var file = await store.Blobs.GetAsync(BatchFiles.Files(id) + sample.File, cancellationToken).ConfigureAwait(false);
        return TarMember.Find(file.Content, $"{key}.{part}") ?? throw MissingPart();

        DocumentException MissingPart() => new(DocumentError.Missing, $"Batch '{id}' has no part '{part}' of a sample '{key}'.");
    }

    /// <summary>
    /// Lists the files of the data set in their order: those of the written shards, and those that
    /// are made at the end. See docs/dataset.md.
    /// </summary>
    /// <param name="id">The batch's id.</param>
    /// <param name="after">Lists only files after this name. Default null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="DocumentException">The batch does not exist.</exception>
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

    /// <summary>Reads a file of the data set.</summary>
    /// <param name="id">The batch's id.</param>
    /// <param name="file">One of its <see cref="FilesAsync"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The name is not valid.</exception>
    /// <exception cref="DocumentException">The batch or the file does not exist.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(string id, string file, CancellationToken cancellationToken = default)
    {
        await store.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return (await store.Blobs.FindAsync(BatchFiles.Files(id) + file, cancellationToken).ConfigureAwait(false))?.Content
            ?? throw new DocumentException(DocumentError.Missing, $"Batch '{id}' has no file '{file}'.");
    }

    private async Task<BatchProgress> PositionAsync(string id, CancellationToken cancellationToken) =>
        await _runs
            .PositionAsync((await store.GetAsync(id, cancellationToken).ConfigureAwait(false)).Document, cancellationToken)
            .ConfigureAwait(false);

    private async Task<BatchStatus> StatusAsync(Task<BatchDocument> document, CancellationToken cancellationToken) =>
        await StatusAsync(await document.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task<BatchStatus> StatusAsync(BatchDocument document, CancellationToken cancellationToken)
    {
        var position = await _runs.PositionAsync(document, cancellationToken).ConfigureAwait(false);
        var failures = new List<FailedShard>();
        foreach (var shard in position.Failed.Take(ShownFailures))
        {
            var record = await store.FindRecordAsync(new(document.Plan.Id, shard), cancellationToken).ConfigureAwait(false);
            failures.Add(new(shard, record?.Failure ?? BatchRuns.EndedFromOutside));
        }
        return BatchStatus.Of(document, position, failures, _time.GetUtcNow());
    }
}
