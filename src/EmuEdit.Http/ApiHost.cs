using System.Threading.RateLimiting;
using EmuEdit.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary>Adds the API to any ASP.NET Core host: the routes with their limits, and errors as problem documents.</summary>
public static class ApiHost
{
    private const int MostFormEntries = 4096;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Adds the ASP.NET Core services that the routes need. The host must also add <c>Bundle</c>, <c>EditPipeline</c>, <c>IImageCodec</c>,
    /// <c>EditSessions</c> and <c>ITurnProgress</c>. It may add <c>DatasetBatches</c>, <c>TaskInversions</c> and <c>Trainings</c>; without
    /// them, their routes return 404. <c>/api/health</c> runs the health checks that the host adds.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="settings">The limits of the API. Its address is not used.</param>
    public static IServiceCollection AddApi(this IServiceCollection services, ServerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddHealthChecks();
        return ApiDocument.Add(services, settings)
            .AddSingleton(settings)
            .AddGate(settings.Gate)
            .AddRouting()
            .Configure<FormOptions>(f => (f.MultipartBodyLengthLimit, f.ValueCountLimit) = (settings.MaxBody, MostFormEntries))
            .ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions))
            // A detail may quote any text of a request, so it is reduced to one line.
            .AddProblemDetails(options =>
                options.CustomizeProblemDetails = c =>
                    c.ProblemDetails.Detail = c.ProblemDetails.Detail is { } detail ? OneLine.Of(detail) : null
            )
            .AddExceptionHandler<ProblemHandler>()
            .AddRateLimiter(limiter => Limit(limiter, settings));
    }

    /// <summary>
    /// Adds the routes as the end of a pipeline. The order is: check access, find the route, read the body as the route takes it, and only
    /// then wait for a free slot.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="others">Adds routes of this host alone, behind the same checks. Default null: none.</param>
    public static IApplicationBuilder UseApi(this IApplicationBuilder app, Action<IEndpointRouteBuilder>? others = null) => app
        .Use(ApiPath.UseAsync)
        .UseExceptionHandler()
        .UseStatusCodePages()
        .UseGate()
        .Use(ContentRules.CheckAsync)
        .UseRouting()
        .UseMiddleware<BodyCheck>()
        .UseMiddleware<WholeBody>()
        .UseMiddleware<JsonBounds>()
        .UseRateLimiter()
        .UseEndpoints(routes =>
        {
            routes.MapApi();
            others?.Invoke(routes);
        });

    private static void Limit(RateLimiterOptions limiter, ServerSettings settings)
    {
        Places(ApiRoutes.EditPolicy, settings.Concurrency, settings.Waiting);
        Places(ApiRoutes.PicturePolicy, settings.Pictures, settings.WaitingPictures);
        limiter.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString("0");
            await Busy(context.HttpContext, settings).ExecuteAsync(context.HttpContext);
        };

        void Places(string policy, int permits, int queue) =>
            limiter.AddConcurrencyLimiter(
                policy,
                c => (c.PermitLimit, c.QueueLimit, c.QueueProcessingOrder) = (permits, queue, QueueProcessingOrder.OldestFirst)
            );
    }

    private static IResult Busy(HttpContext context, ServerSettings settings)
    {
        var edits = context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == ApiRoutes.EditPolicy;
        var busy = edits
            ? $"{settings.Concurrency} edits run and {settings.Waiting} wait"
            : $"{settings.Pictures} requests with pictures are read and {settings.WaitingPictures} wait";
        return Results.Problem(
            $"{busy}. Try again in {RetryAfter.TotalSeconds:0} seconds.",
            statusCode: edits ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests,
            title: "Busy"
        );
    }
}
