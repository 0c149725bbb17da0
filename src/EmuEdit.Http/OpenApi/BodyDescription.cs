using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace EmuEdit.Http;

/// <summary>
/// Describes bodies that handlers read themselves. ASP.NET's own metadata would also make its routing refuse other media types, before
/// <see cref="BodyCheck"/> can say which ones are allowed.
/// </summary>
internal sealed class BodyDescription : IApiDescriptionProvider
{
    // After ASP.NET has described the endpoints.
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var route in context.Results)
            if (route.ActionDescriptor.EndpointMetadata.OfType<BodySchema>().LastOrDefault() is { } body)
            {
                route.ParameterDescriptions.Add(new() { Name = "body", Source = BindingSource.Body, Type = body.Type, IsRequired = true });
                route.SupportedRequestFormats.Add(new() { MediaType = body.MediaType });
            }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context) { }
}
