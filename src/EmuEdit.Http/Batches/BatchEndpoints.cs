using System.Security.Cryptography;
using System.Text;
using EmuEdit.Factory;
using EmuEdit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary><c>/api/batches</c>: data sets that are being made.</summary>
internal static class BatchEndpoints
{
    private const string RetryAfterSeconds = "5";
    private const int DefaultPage = 50;

    // With a second parameter, so that it is not taken for a delegate that answers by itself.
    public static async Task<IResult> Post(HttpContext context, CancellationToken cancellation)
    {
        var batches = Batches(context);
        var body = await JsonBody.ReadAsync<BatchRequest>(context.Request, cancellation);
        var id = RequestHeaders.IdempotencyKey(context.Request) is { } key ? IdOf(key) : BatchId.New();
        return Accepted(context, await batches.Start(body.ToPlan(id), cancellation));
    }

    public static async Task<IResult> List(string? page, int? size, HttpContext context)
    {
        var part = ListPage.Of(page, size);
        return await part.Answer(context, Batches(context).List(part.After, context.RequestAborted).Select(BatchView.Of), b => b.Id);
    }

    public static async Task<IResult> Get(string id, HttpContext context)
    {
        var batch = await Batches(context).Get(id, context.RequestAborted);
        if (batch.Finished is null)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Ok(BatchView.Of(batch));
    }

    public static async Task<IResult> Delete(string id, HttpContext context)
    {
        await Batches(context).Delete(id, context.RequestAborted);
        return Results.NoContent();
    }

    public static async Task<IResult> Pause(string id, HttpContext context) => Accepted(context, await Batches(context).Pause(id, context.RequestAborted));

    public static async Task<IResult> Resume(string id, HttpContext context) => Accepted(context, await Batches(context).Resume(id, context.RequestAborted));

    public static async Task<IResult> Cancel(string id, HttpContext context) => Accepted(context, await Batches(context).Cancel(id, context.RequestAborted));

    public static async Task<IResult> Ledger(string id, HttpContext context)
    {
        var ledger = await Batches(context).Ledger(id, context.RequestAborted);
        return Results.Ok(new LedgerView(ledger.Shards, ledger.Tried, ledger.Candidates, ledger.Kept, ledger.Ledger));
    }

    public static async Task<IResult> Samples(string id, string? page, HttpContext context)
    {
        var size = new FieldValues([], name => context.Request.Query[name].LastOrDefault(), []).Number<int>("size") ?? DefaultPage;
        var samples = await Batches(context).Samples(id, page, size, context.RequestAborted);
        return Results.Ok(SamplesView.Of(id, samples, size));
    }

    public static async Task<IResult> Part(string id, long shard, string key, string part, HttpContext context) =>
        Results.Bytes(await Batches(context).ReadPart(id, shard, key, part, context.RequestAborted), BlobName.ContentType(part));

    private static DatasetBatches Batches(HttpContext context) =>
        context.RequestServices.GetService<DatasetBatches>() ?? throw new BadHttpRequestException("This server makes no data sets.", StatusCodes.Status404NotFound);

    private static IResult Accepted(HttpContext context, BatchStatus batch)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Accepted(BatchView.Path(batch.Plan.Id), BatchView.Of(batch));
    }

    // Asked again with the same key, the same batch.
    private static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
