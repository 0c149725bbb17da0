using EmuEdit.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Functions;

/// <summary>The API's own pipeline within a function: the same routes, limits and problem documents as <c>emuedit serve</c> has.</summary>
internal sealed class ApiPipeline
{
    private readonly RequestDelegate _pipeline;

    /// <param name="services">Has what the routes work with.</param>
    /// <param name="settings">Say whether a request needs an identity.</param>
    public ApiPipeline(IServiceProvider services, HostSettings settings)
    {
        var app = new ApplicationBuilder(services);
        if (settings.RequiresIdentity)
            app.Use(RequiredIdentity.CheckAsync);
        _pipeline = app.UseApi().Build();
    }

    /// <summary>Answers a request.</summary>
    public async Task RunAsync(HttpContext context)
    {
        // The function that the request came through has an endpoint and route values of its own, which end routing before ours begins.
        var (endpoint, values) = (context.GetEndpoint(), context.Request.RouteValues);
        context.SetEndpoint(null);
        context.Request.RouteValues = [];
        try
        {
            await _pipeline(context).ConfigureAwait(false);
        }
        finally
        {
            context.SetEndpoint(endpoint);
            context.Request.RouteValues = values;
        }
    }
}
