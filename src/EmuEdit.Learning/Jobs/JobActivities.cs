using EmuEdit.Core;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>Reads the state of a job.</summary>
internal sealed class ReadJob(JobWork work) : Activity<string, DocumentState>
{
    public override string Name => NameFor(work.Store.Kind);

    public static string NameFor(string kind) => $"ReadJob-{kind}";

    // A deleted job has nothing left to do.
    public override async Task<DocumentState> RunAsync(ActivityContext context, string input) =>
        await work.Store.FindAsync(input, context.Stopping).ConfigureAwait(false) is { Document: { Deleted: false } job }
            ? job.State
            : DocumentState.Cancelled;
}

/// <summary>Runs one slice of a job and stores the result. A process that dies loses at most one slice.</summary>
internal sealed class RunSlice(JobWork work) : Activity<string, bool>
{
    public override string Name => NameFor(work.Store.Kind);

    public override string Kind => LearningWorkload.Kind;

    public static string NameFor(string kind) => $"RunSlice-{kind}";

    /// <summary>Runs the slice and returns whether the job is done.</summary>
    public override async Task<bool> RunAsync(ActivityContext context, string input)
    {
        var store = work.Store;
        if (await store.FindAsync(input, context.Stopping).ConfigureAwait(false) is not { Document: { IsRunning: true } job })
            return false;
        try
        {
            return await RunAsync(job, store, context.Stopping).ConfigureAwait(false);
        }
        finally
        {
            // A server in the same process needs this memory, and the next slice, if there is one, takes minutes.
            ProcessMemory.GiveBack();
        }
    }

    private async Task<bool> RunAsync(JobDocument job, JobStore store, CancellationToken cancellationToken)
    {
        job = await work.PrepareAsync(job, cancellationToken).ConfigureAwait(false);
        using var folder = new ScratchFolder(work.Scratch);
        await store.FetchAsync(job.Id, folder, cancellationToken).ConfigureAwait(false);
        var progress = new Latest();
        var done = await ReportingAsync(
                Task.Run(() => SliceAsync(job, folder.Path, progress, cancellationToken), CancellationToken.None),
                job.Id,
                progress
            )
            .ConfigureAwait(false);
        // Also on shutdown, because the checkpoint has been written.
        await store.KeepAsync(job.Id, folder, CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await store.UpdateAsync(job.Id, d => d with { Progress = progress.Value ?? d.Progress }, cancellationToken).ConfigureAwait(false);
        return done;
    }

    private async Task<bool> SliceAsync(JobDocument job, string folder, Latest progress, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slot = work.Slots?.Enter(ComputePriority.Background, cancellationToken);
        end.CancelAfter(work.Slice);
        return await work.ContinueAsync(job, folder, progress, () => slot?.GiveWay(), end.Token).ConfigureAwait(false);
    }

    // Progress is stored during the slice, so that clients need not wait for its end.
    private async Task<bool> ReportingAsync(Task<bool> slice, string job, Latest progress)
    {
        for (
            LearningProgress? reported = null; await Task.WhenAny(slice, Task.Delay(work.ProgressInterval)).ConfigureAwait(false) != slice;
        )
            if (progress.Value is { } value && value != reported)
                try
                {
                    reported = value;
                    await work.Store.UpdateAsync(job, d => d with { Progress = value }).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or DocumentException)
                {
                    // The next report, or the end of the slice, makes up for it. A deleted job has no one to report to.
                }
        return await slice.ConfigureAwait(false);
    }

    private sealed class Latest : IProgress<LearningProgress>
    {
        private volatile LearningProgress? _value;

        public LearningProgress? Value => _value;

        // Keeps the last error on held-out samples until there is a newer one.
        public void Report(LearningProgress value) => _value = value with { Error = value.Error ?? _value?.Error };
    }
}

/// <summary>The end of a job, with the failure if there was one.</summary>
internal sealed record JobEnd(string Job, string? Failure);

/// <summary>Ends a job: publishes what it learned, and records how it ended.</summary>
internal sealed class EndJob(JobWork work, TimeProvider time) : Activity<JobEnd, DocumentState>
{
    public override string Name => NameFor(work.Store.Kind);

    public static string NameFor(string kind) => $"EndJob-{kind}";

    public override async Task<DocumentState> RunAsync(ActivityContext context, JobEnd input)
    {
        if (await work.Store.FindAsync(input.Job, context.Stopping).ConfigureAwait(false) is not { Document: { Deleted: false } job })
            return DocumentState.Cancelled;
        if (job.IsOver)
            return job.State;
        var failure = input.Failure ?? await PublishAsync(job, context.Stopping).ConfigureAwait(false);
        var ended = await work.Store.UpdateAsync(input.Job, d => d.IsOver ? d : d with
        {
            State = failure is null ? DocumentState.Completed : DocumentState.Failed,
            Reason = failure,
            Finished = time.GetUtcNow(),
        }, context.Stopping).ConfigureAwait(false);
        return ended.Document.State;
    }

    /// <returns>Why the result cannot be published; null if it was published.</returns>
    private async Task<string?> PublishAsync(JobDocument job, CancellationToken cancellationToken)
    {
        try
        {
            await work.PublishAsync(job, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (InvalidInputException e)
        {
            return e.Message;
        }
    }
}
