using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EmuEdit.Http;

/// <summary>Completes generated operations: parameters, headers, bodies, and the descriptions of errors.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    private const string Picture = "image/*", Binary = "application/octet-stream", Multipart = "multipart/form-data";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var (metadata, document) = (context.Description.ActionDescriptor.EndpointMetadata, context.Document!);
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
            ParameterDescription.Complete(parameter);
        foreach (var name in metadata.OfType<ReadHeaders>().SelectMany(h => h.Names))
            operation.Parameters.Add(ParameterDescription.Header(name));
        if (metadata.OfType<BodyKind>().LastOrDefault() is { } kind)
            DescribeBytes(operation, kind);
        var responses = operation.Responses!.OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        operation.Responses = [];
        foreach (var (status, response) in responses)
            operation.Responses[status] =
                Complete((OpenApiResponse)response, int.Parse(status, CultureInfo.InvariantCulture), metadata, document);
        return Task.CompletedTask;
    }

    private static void DescribeBytes(OpenApiOperation operation, BodyKind kind)
    {
        var body = (OpenApiRequestBody)(operation.RequestBody ??= new OpenApiRequestBody { Required = true });
        var content = body.Content ??= new Dictionary<string, OpenApiMediaType>();
        // A request whose body is the image has the other fields in its query.
        if (kind == BodyKind.Picture)
            foreach (var (name, field) in content[Multipart].Schema!.Properties!.Where(p => p.Value.Format != "binary"))
                operation.Parameters!.Add(ParameterDescription.Query(name, field));
        if (kind == BodyKind.Picture)
            content[Picture] = new() { Schema = Bytes() };
        if (kind == BodyKind.Picture || kind == BodyKind.LearnedTask)
            content[Binary] = new() { Schema = Bytes() };
    }

    private static IOpenApiResponse Complete(OpenApiResponse response, int status, IList<object> metadata, OpenApiDocument document)
    {
        var isProblem = response.Content?.ContainsKey(Problem.ContentType) == true;
        foreach (var (type, media) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
            if (media.Schema?.Format == "byte" && type.EndsWith("json", StringComparison.Ordinal))
                media.Schema = new OpenApiSchema();
            else if (!type.EndsWith("json", StringComparison.Ordinal))
                media.Schema =
                    type.StartsWith("text/", StringComparison.Ordinal) ? new OpenApiSchema { Type = JsonSchemaType.String } : Bytes();
        foreach (var header in ResponseHeaders.Of(status, isProblem, metadata))
            (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[header] = ResponseHeaders.Reference(header, document);
        if (!isProblem || response.Description != Problem.ReasonOf(status))
            return response;
        response.Description = Problem.Describe(status);
        document.AddComponent(Problem.NameOf(status), response);
        return new OpenApiResponseReference(Problem.NameOf(status), document);
    }

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
