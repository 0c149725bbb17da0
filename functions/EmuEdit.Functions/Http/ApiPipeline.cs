using EmuEdit.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Functions;

/// <summary>
/// The API's own pipeline within a function. It has the same routes, limits and problem documents as <c>emuedit serve</c>.
/// </summary>
internal sealed class ApiPipeline
{
    private readonly RequestDelegate _pipeline;

    /// <param name="services">The services that the routes use.</param>
    /// <param name="settings">Whether a request needs an identity.</param>
    public ApiPipeline(IServiceProvider services, HostSettings settings)
    {
        var app = new ApplicationBuilder(services);
        if (settings.RequiresIdentity)
            app.Use(RequiredIdentity.CheckAsync);
        _pipeline = app.UseApi().Build();
    }

    /// <summary>Handles a request.</summary>
    public async Task RunAsync(HttpContext context)
    {
        // The function's own endpoint and route values would end our routing before it begins.
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
