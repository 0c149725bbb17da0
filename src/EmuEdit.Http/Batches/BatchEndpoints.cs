using System.Security.Cryptography;
using System.Text;
using EmuEdit.Factory;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/batches</c>: batches that make data sets.</summary>
internal static class BatchEndpoints
{
    private const string RetryAfterSeconds = "5";
    private const int DefaultPage = 50;

    // Has a second parameter, so that it is not taken for a RequestDelegate, whose result would be ignored.
    public static async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var batches = Batches(context);
        var body = await JsonBody.ReadAsync<BatchRequest>(context.Request, cancellationToken);
        var id = RequestHeaders.IdempotencyKey(context.Request) is { } key ? IdOf(key) : BatchId.New();
        return Accepted(context, await batches.StartAsync(body.ToPlan(id), cancellationToken));
    }

    public static async Task<IResult> ListAsync(string? page, int? size, HttpContext context)
    {
        var part = ListPage.Of(page, size);
        return await part.AnswerAsync(
            context,
            Batches(context).ListAsync(part.After, context.RequestAborted).Select(BatchView.Of),
            b => b.Id
        );
    }

    public static async Task<IResult> GetAsync(string id, HttpContext context)
    {
        var batch = await Batches(context).GetAsync(id, context.RequestAborted);
        if (batch.Finished is null)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Ok(BatchView.Of(batch));
    }

    public static async Task<IResult> DeleteAsync(string id, HttpContext context)
    {
        await Batches(context).DeleteAsync(id, context.RequestAborted);
        return Results.NoContent();
    }

    public static async Task<IResult> PauseAsync(string id, HttpContext context) =>
        Accepted(context, await Batches(context).PauseAsync(id, context.RequestAborted));

    public static async Task<IResult> ResumeAsync(string id, HttpContext context) =>
        Accepted(context, await Batches(context).ResumeAsync(id, context.RequestAborted));

    public static async Task<IResult> CancelAsync(string id, HttpContext context) =>
        Accepted(context, await Batches(context).CancelAsync(id, context.RequestAborted));

    public static async Task<IResult> LedgerAsync(string id, HttpContext context)
    {
        var ledger = await Batches(context).LedgerAsync(id, context.RequestAborted);
        return Results.Ok(new LedgerView(ledger.Shards, ledger.Tried, ledger.Candidates, ledger.Kept, ledger.Ledger));
    }

    public static async Task<IResult> SamplesAsync(string id, string? page, HttpContext context)
    {
        var size = new FieldValues([], name => context.Request.Query[name].LastOrDefault(), []).Number<int>("size") ?? DefaultPage;
        var samples = await Batches(context).SamplesAsync(id, page, size, context.RequestAborted);
        return Results.Ok(SamplesView.Of(id, samples, size));
    }

    public static async Task<IResult> PartAsync(string id, long shard, string key, string part, HttpContext context) =>
        Results.Bytes(await Batches(context).ReadPartAsync(id, shard, key, part, context.RequestAborted), BlobName.ContentType(part));

    public static async Task<IResult> FilesAsync(string id, string? page, int? size, HttpContext context)
    {
        var part = ListPage.Of(page, size);
        return await part.AnswerAsync(
            context,
            Batches(context).FilesAsync(id, part.After, context.RequestAborted).Select(name => BatchFileView.Of(id, name)),
            f => f.Name
        );
    }

    public static async Task<IResult> FileAsync(string id, string file, HttpContext context) =>
        Results.Bytes(await Batches(context).ReadFileAsync(id, file, context.RequestAborted), BlobName.ContentType(file));

    private static DatasetBatches Batches(HttpContext context) =>
        context.RequestServices.GetService<DatasetBatches>()
        ?? throw new BadHttpRequestException("This server makes no data sets.", StatusCodes.Status404NotFound);

    private static IResult Accepted(HttpContext context, BatchStatus batch)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Accepted(BatchView.Path(batch.Plan.Id), BatchView.Of(batch));
    }

    // The same key gives the same batch.
    private static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
