using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EmuEdit.Http;

/// <summary>Refuses bodies whose headers show a media type that the route does not take, or a length above the route's limit.</summary>
internal sealed class BodyCheck(RequestDelegate next, ServerSettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        var (request, kind) = (context.Request, context.Kind());
        if (!MayHaveBody(context) || context.GetEndpoint() is null)
            return next(context);
        if (!kind.Fits(request))
            throw new BadHttpRequestException(
                $"Content-Type {request.ContentType ?? "(none)"}; allowed: {kind.Allowed}.",
                StatusCodes.Status415UnsupportedMediaType
            );
        var limit = LimitOf(kind, settings);
        if (request.ContentLength > limit)
            throw TooLong(limit);
        return next(context);
    }

    public static bool MayHaveBody(HttpContext context) =>
        context.Request.ContentLength != 0
        && (context.Request.ContentLength > 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);

    public static long LimitOf(BodyKind kind, ServerSettings settings) => Math.Min(kind.Limit ?? long.MaxValue, settings.MaxBody);

    public static BadHttpRequestException TooLong(long limit) =>
        new($"A body of over {limit} bytes; allowed: {limit}.", StatusCodes.Status413PayloadTooLarge);
}
