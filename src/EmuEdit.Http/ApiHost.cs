using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using EmuEdit.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary>The API for any host of ASP.NET Core: the routes with their limits, and errors as problem documents.</summary>
public static class ApiHost
{
    private const int MostFormEntries = 4096;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Adds what the routes need of ASP.NET Core. The host adds what they work with: <c>Bundle</c>, <c>EditPipeline</c>, <c>IImageCodec</c>, <c>EditSessions</c>, <c>ITurnProgress</c>, and as
    /// far as it offers them <c>DatasetBatches</c>, <c>TaskInversions</c> and <c>Trainings</c>; routes of what is not there answer 404. Health checks that it adds are asked by <c>/api/health</c>.
    /// </summary>
    /// <param name="services">Takes it.</param>
    /// <param name="settings">What the API takes; its address is not looked at.</param>
    public static IServiceCollection AddApi(this IServiceCollection services, ServerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddHealthChecks();
        return services
            .AddSingleton(settings)
            .AddGate(settings.Gate)
            .AddRouting()
            .Configure<FormOptions>(f => (f.MultipartBodyLengthLimit, f.ValueCountLimit) = (settings.MaxBody, MostFormEntries))
            .ConfigureHttpJsonOptions(o => Describe(o.SerializerOptions))
            // What a detail quotes of a request may be anything.
            .AddProblemDetails(options => options.CustomizeProblemDetails = c => c.ProblemDetails.Detail = c.ProblemDetails.Detail is { } detail ? OneLine.Of(detail) : null)
            .AddExceptionHandler<ProblemHandler>()
            .AddRateLimiter(limiter => Limit(limiter, settings));
    }

    /// <summary>Adds the routes to a pipeline, as its end: who may come in, then which route it is, then the body as that route takes it, and only then a place among those that work.</summary>
    public static IApplicationBuilder UseApi(this IApplicationBuilder app) => app
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
        .UseEndpoints(routes => routes.MapApi());

    private static void Describe(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

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
            limiter.AddConcurrencyLimiter(policy, c => (c.PermitLimit, c.QueueLimit, c.QueueProcessingOrder) = (permits, queue, QueueProcessingOrder.OldestFirst));
    }

    private static IResult Busy(HttpContext context, ServerSettings settings)
    {
        var edits = context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == ApiRoutes.EditPolicy;
        var busy = edits ? $"{settings.Concurrency} edits run and {settings.Waiting} wait" : $"{settings.Pictures} requests with pictures are read and {settings.WaitingPictures} wait";
        return Results.Problem($"{busy}. Try again in {RetryAfter.TotalSeconds:0} seconds.", statusCode: edits ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests, title: "Busy");
    }
}
