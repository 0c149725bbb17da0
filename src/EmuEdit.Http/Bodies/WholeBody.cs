using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// Reads a complete body before work begins, a large one to a temporary file, so that a slow sender does not hold a slot. The route's
/// limits of length and time apply, whatever the headers say.
/// </summary>
internal sealed class WholeBody(RequestDelegate next, ServerSettings settings)
{
    private const int InMemory = 1 << 16;

    public async Task InvokeAsync(HttpContext context)
    {
        if (BodyCheck.MayHaveBody(context) && context.GetEndpoint() is not null)
        {
            context.Request.EnableBuffering(InMemory);
            await ReadInTimeAsync(context);
            context.Request.Body.Position = 0;
        }
        await next(context);
    }

    private async Task ReadInTimeAsync(HttpContext context)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(settings.BodyTime);
        try
        {
            await ReadAsync(context.Request.Body, BodyCheck.LimitOf(context.Kind(), settings), deadline.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException(
                $"The body did not arrive within {settings.BodyTime.TotalSeconds:0} seconds.",
                StatusCodes.Status408RequestTimeout
            );
        }
    }

    private static async Task ReadAsync(Stream body, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(InMemory);
        try
        {
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
                if ((limit -= read) < 0)
                    throw BodyCheck.TooLong(body.Position + limit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
