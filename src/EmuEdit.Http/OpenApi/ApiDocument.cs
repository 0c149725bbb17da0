using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace EmuEdit.Http;

/// <summary>
/// The description of the routes. It is generated from the handlers, their records and the XML documentation of both, once per process.
/// </summary>
internal sealed class ApiDocument
{
    private const string Name = "v1";

    private readonly Lazy<Task<byte[]>> _json;

    public ApiDocument([FromKeyedServices(Name)] IOpenApiDocumentProvider provider) => _json = new(() => WriteAsync(provider));

    /// <summary>The document as JSON.</summary>
    public Task<byte[]> Json => _json.Value;

    /// <summary>Adds the document.</summary>
    public static IServiceCollection Add(IServiceCollection services, ServerSettings settings) => services
        .AddOpenApi(Name, options =>
        {
            options.ShouldInclude = route =>
                route.HttpMethod != HttpMethods.Head && route.ActionDescriptor.EndpointMetadata.OfType<ApiRoute>().Any();
            options.CreateSchemaReferenceId = SchemaNames.Of;
            options.AddSchemaTransformer<SchemaDescription>();
            options.AddOperationTransformer<OperationDescription>();
            options.AddDocumentTransformer((document, _, _) => Describe(document, settings));
        })
        .AddSingleton<IApiDescriptionProvider, BodyDescription>()
        .AddSingleton<ApiDocument>();

    /// <summary>This document</summary>
    /// <response code="200">An OpenAPI document.</response>
    public static async Task<IResult> GetAsync(ApiDocument document) => Results.Bytes(await document.Json, "application/json");

    private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider provider)
    {
        using var json = new MemoryStream();
        await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }

    private static Task Describe(OpenApiDocument document, ServerSettings settings)
    {
        document.Info = new()
        {
            Title = "EmuEdit",
            Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
            Description = "Edits images by instruction, makes data sets for instruction editing, and trains on them.",
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = settings.PathBase.Length > 0 ? settings.PathBase : "/", Description = "This server." }];
        document.AddComponent(
            "bearer",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The key of a server that was started with `--key-file`.",
            }
        );
        document.AddComponent(
            "key",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = KeyCheck.Header,
                Description = "The same key, for clients that cannot set `Authorization`.",
            }
        );
        // A server without a key requires neither.
        document.Security = [new(), Requires("bearer"), Requires("key")];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
            tag.Description = ApiRoutes.Tags[tag.Name!];
        return Task.CompletedTask;

        OpenApiSecurityRequirement Requires(string scheme) => new() { [new(scheme, document)] = [] };
    }
}
