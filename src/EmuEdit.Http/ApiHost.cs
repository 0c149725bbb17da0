using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary>The API for any host of ASP.NET Core: the routes with their limits, and errors as problem documents.</summary>
public static class ApiHost
{
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
            .AddRouting()
            .Configure<FormOptions>(f => f.MultipartBodyLengthLimit = settings.MaxBody)
            .ConfigureHttpJsonOptions(o => Describe(o.SerializerOptions))
            .AddProblemDetails()
            .AddExceptionHandler<ProblemHandler>()
            .AddRateLimiter(limiter => Limit(limiter, settings));
    }

    /// <summary>Adds the routes to a pipeline, as its end.</summary>
    public static IApplicationBuilder UseApi(this IApplicationBuilder app) =>
        app.Use(ApiPath.Use).UseExceptionHandler().UseStatusCodePages().Use(ContentRules.Check).UseRouting().UseRateLimiter().UseEndpoints(routes => routes.MapApi());

    private static void Describe(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

    private static void Limit(RateLimiterOptions limiter, ServerSettings settings)
    {
        limiter.AddConcurrencyLimiter(ApiRoutes.EditPolicy, c => (c.PermitLimit, c.QueueLimit, c.QueueProcessingOrder) = (settings.Concurrency, settings.Waiting, QueueProcessingOrder.OldestFirst));
        limiter.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString("0");
            await Results.Problem($"{settings.Concurrency} edits run and {settings.Waiting} wait. Try again in {RetryAfter.TotalSeconds:0} seconds.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Busy")
                .ExecuteAsync(context.HttpContext);
        };
    }
}
