using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Editing;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EmuEdit.Http;

/// <summary>Completes generated schemas: what a type's converter accepts, and which fields a response always has.</summary>
internal sealed class SchemaDescription : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Seed))
            (schema.Type, schema.Minimum, schema.Maximum) = (JsonSchemaType.Integer, "0", ulong.MaxValue.ToString());
        if (type.IsEnum)
            schema.Type = JsonSchemaType.String;
        if (context.JsonPropertyInfo is { } property)
            Complete(schema, property);
        if (schema.Properties is { Count: > 0 } properties && !SchemaNames.IsRequest(type))
        {
            // Later versions may add fields.
            schema.AdditionalPropertiesAllowed = true;
            schema.Required = type == typeof(Problem) ? null : properties.Keys.ToHashSet();
        }
        schema.Description = schema.Description?.ReplaceLineEndings(" ");
        return Task.CompletedTask;
    }

    private static void Complete(OpenApiSchema schema, JsonPropertyInfo property)
    {
        // A property that is only read has no setter, which would accept null.
        if (property is { Set: null, IsGetNullable: false })
            schema.Type &= ~JsonSchemaType.Null;
        if (property.Name == "sampler" && typeof(EditOptions).IsAssignableFrom(property.DeclaringType))
            schema.Enum = [.. Samplers.Names.Select(JsonNode (name) => name), JsonNullSentinel.JsonNull];
    }
}

/// <summary>The names of schemas.</summary>
internal static class SchemaNames
{
    private static readonly string[] s_requests = ["Body", "Form", "Request", "Options"];

    /// <summary>Returns the name of a type's schema, or null if the schema is written where it is used.</summary>
    public static string? Of(JsonTypeInfo type) =>
        type.Type == typeof(JsonElement) ? null
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name && name.EndsWith("View", StringComparison.Ordinal) ? name[..^4]
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    /// <summary>Whether a type is part of a request. Requests with unknown fields are refused.</summary>
    public static bool IsRequest(Type type) => s_requests.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal));
}
