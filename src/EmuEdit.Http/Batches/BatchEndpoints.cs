using System.Security.Cryptography;
using System.Text;
using EmuEdit.Factory;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/batches</c>: batches that make data sets.</summary>
internal static class BatchEndpoints
{
    private const string RetryAfterSeconds = "5";
    private const int DefaultPage = 50;

    /// <summary>Make a data set</summary>
    /// <remarks>
    /// A repeated request with the same id and parameters returns the same batch. Without an id,
    /// the Idempotency-Key takes its place.
    /// </remarks>
    /// <response code="202">The batch is accepted. It will be made, whatever happens to the client or the server.</response>
    /// <response code="409">The id belongs to a batch with other parameters, or to one that is being deleted.</response>
    // Has a second parameter, so that it is not taken for a RequestDelegate, whose result would be ignored.
    public static async Task<Accepted<BatchView>> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var batches = Batches(context);
        var body = await JsonBody.ReadAsync<BatchRequest>(context.Request, cancellationToken);
        var id = RequestHeaders.IdempotencyKey(context.Request) is { } key ? IdOf(key) : BatchId.New();
        return Accepted(context, await batches.StartAsync(body.ToPlan(id), cancellationToken));
    }

    /// <summary>List the batches</summary>
    /// <response code="200">The batches, in the order of their ids.</response>
    public static async Task<Ok<List<BatchView>>> ListAsync(string? page, int? size, HttpContext context)
    {
        var part = ListPage.Of(page, size);
        return await part.AnswerAsync(
            context,
            Batches(context).ListAsync(part.After, context.RequestAborted).Select(BatchView.Of),
            b => b.Id
        );
    }

    /// <summary>Get a batch with its progress</summary>
    /// <response code="200">The batch, with `Retry-After` until it has ended.</response>
    public static async Task<Ok<BatchView>> GetAsync(string id, HttpContext context)
    {
        var batch = await Batches(context).GetAsync(id, context.RequestAborted);
        if (batch.Finished is null)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Ok(BatchView.Of(batch));
    }

    /// <summary>Delete a batch with all its files</summary>
    /// <remarks>Running stages are stopped.</remarks>
    /// <response code="204">The batch is deleted.</response>
    public static async Task<NoContent> DeleteAsync(string id, HttpContext context)
    {
        await Batches(context).DeleteAsync(id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>Pause a batch</summary>
    /// <remarks>Running stages are finished, and no new one starts.</remarks>
    /// <response code="202">The batch as it is now.</response>
    /// <response code="409">The batch has ended, or its state does not allow it.</response>
    public static async Task<Accepted<BatchView>> PauseAsync(string id, HttpContext context) =>
        Accepted(context, await Batches(context).PauseAsync(id, context.RequestAborted));

    /// <summary>Continue a batch</summary>
    /// <remarks>A paused batch, or one that ended incomplete or with an error. Failed shards are tried again.</remarks>
    /// <response code="202">The batch as it is now.</response>
    /// <response code="409">The batch has ended, or its state does not allow it.</response>
    public static async Task<Accepted<BatchView>> ResumeAsync(string id, HttpContext context) =>
        Accepted(context, await Batches(context).ResumeAsync(id, context.RequestAborted));

    /// <summary>Stop a batch for good</summary>
    /// <remarks>What is written stays, and becomes a data set.</remarks>
    /// <response code="202">The batch as it is now.</response>
    /// <response code="409">The batch has ended, or its state does not allow it.</response>
    public static async Task<Accepted<BatchView>> CancelAsync(string id, HttpContext context) =>
        Accepted(context, await Batches(context).CancelAsync(id, context.RequestAborted));

    /// <summary>Get the counts so far</summary>
    /// <response code="200">The counts.</response>
    public static async Task<Ok<LedgerView>> LedgerAsync(string id, HttpContext context)
    {
        var ledger = await Batches(context).LedgerAsync(id, context.RequestAborted);
        return TypedResults.Ok(new LedgerView(ledger.Shards, ledger.Tried, ledger.Candidates, ledger.Kept, ledger.Ledger));
    }

    /// <summary>List the kept samples</summary>
    /// <response code="200">One page of samples.</response>
    public static async Task<Ok<SamplesView>> SamplesAsync(string id, string? page, int? size, HttpContext context)
    {
        var samples = await Batches(context).SamplesAsync(id, page, size ?? DefaultPage, context.RequestAborted);
        return TypedResults.Ok(SamplesView.Of(id, samples, size ?? DefaultPage));
    }

    /// <summary>Get a part of a kept sample</summary>
    /// <response code="200">An image or the text.</response>
    public static async Task<IResult> PartAsync(string id, long shard, string key, string part, HttpContext context) =>
        Results.Bytes(await Batches(context).ReadPartAsync(id, shard, key, part, context.RequestAborted), BlobName.ContentType(part));

    /// <summary>List the files of a data set</summary>
    /// <remarks>
    /// Shards of kept and of rejected pairs as they are written, and at the end Parquet, ledger,
    /// costs, card and manifest.
    /// </remarks>
    /// <response code="200">The files, in the order of their names.</response>
    public static async Task<Ok<List<BatchFileView>>> FilesAsync(string id, string? page, int? size, HttpContext context)
    {
        var part = ListPage.Of(page, size);
        return await part.AnswerAsync(
            context,
            Batches(context).FilesAsync(id, part.After, context.RequestAborted).Select(name => BatchFileView.Of(id, name)),
            f => f.Name
        );
    }

    /// <summary>Get a file of a data set</summary>
    /// <response code="200">The file.</response>
    public static async Task<IResult> FileAsync(string id, string file, HttpContext context) =>
        Results.Bytes(await Batches(context).ReadFileAsync(id, file, context.RequestAborted), BlobName.ContentType(file));

    private static DatasetBatches Batches(HttpContext context) =>
        context.RequestServices.GetService<DatasetBatches>()
        ?? throw new BadHttpRequestException("This server makes no data sets.", StatusCodes.Status404NotFound);

    private static Accepted<BatchView> Accepted(HttpContext context, BatchStatus batch)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Accepted(BatchView.Path(batch.Plan.Id), BatchView.Of(batch));
    }

    // The same key gives the same batch.
    private static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
