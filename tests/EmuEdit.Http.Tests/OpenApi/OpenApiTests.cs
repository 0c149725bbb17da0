using System.Text.Json.Nodes;
using EmuEdit.Diffusion;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http.Tests.OpenApi;

public class OpenApiTests
{
    [Fact]
    public async Task Document_NamesEveryRouteAndNoOther()
    {
        await using var host = await HttpHost.Start();
        var routes = host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .Where(e => e.RoutePattern.RawText != "/metrics")
            .SelectMany(e =>
                e.Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Where(m => m != "HEAD")
                    .Select(m =>
                        $"{m} "
                + e.RoutePattern.RawText!.Replace(":int", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal)
                    )
            );
        var described = Operations(await host.Json("/openapi.json")).Select(o => $"{o.Method} {o.Path}");
        Assert.Equal(routes.Order(), described.Order());
    }

    [Fact]
    public async Task Document_EveryOperation_HasANameOfItsOwnAndItsPathsParameters()
    {
        await using var host = await HttpHost.Start();
        var document = await host.Json("/openapi.json");
        var operations = Operations(document).ToList();
        Assert.Equal(operations.Count, operations.Select(o => o.Operation["operationId"]!.GetValue<string>()).Distinct().Count());
        foreach (var (_, path, operation) in operations)
            Assert.Equal(
                path.Split('/').Where(s => s.StartsWith('{')).Select(s => s.Trim('{', '}')),
                (operation["parameters"]?.AsArray() ?? [])
                    .Select(p => Resolve(document, p!))
                    .Where(p => p["in"]!.GetValue<string>() == "path")
                    .Select(p => p["name"]!.GetValue<string>())
            );
    }

    [Fact]
    public async Task Document_EveryReference_LeadsSomewhere()
    {
        await using var host = await HttpHost.Start();
        var document = await host.Json("/openapi.json");
        Assert.All(References(document), r => Assert.NotNull(Resolve(document, r)));
    }

    [Fact]
    public async Task Document_Samplers_AreThoseThatAnEditMayAskFor()
    {
        await using var host = await HttpHost.Start();
        var document = await host.Json("/openapi.json");
        var schemas = document["components"]!["schemas"]!;
        var form = schemas["EditForm"]!["properties"]!;
        var query = document["paths"]!["/api/edits"]!["post"]!["parameters"]!
            .AsArray()
            .Single(p => p!["name"]!.GetValue<string>() == "sampler")!["schema"]!;
        foreach (
            var sampler in new[] { form["sampler"]!, query, schemas["TurnBody"]!["properties"]!["sampler"]! }
        )
            Assert.Equal(Samplers.Names, sampler["enum"]!.AsArray().OfType<JsonNode>().Select(n => n.GetValue<string>()));
    }

    [Fact]
    public async Task Document_EveryOperation_IsDescribedAndHasATag()
    {
        await using var host = await HttpHost.Start();
        var document = await host.Json("/openapi.json");
        Assert.All(
            Operations(document),
            o =>
            {
                Assert.NotNull(o.Operation["summary"]);
                Assert.Single(o.Operation["tags"]!.AsArray());
                Assert.All(o.Operation["parameters"]?.AsArray() ?? [], p => Assert.NotNull(p!["description"]));
                Assert.All(
                    o.Operation["responses"]!.AsObject(),
                    r => Assert.NotEmpty(Resolve(document, r.Value!)["description"]!.GetValue<string>())
                );
            }
        );
        Assert.All(document["tags"]!.AsArray(), t => Assert.NotNull(t!["description"]));
        Assert.NotEmpty(document["servers"]!.AsArray());
        Assert.NotEmpty(document["security"]!.AsArray());
    }

    [Fact]
    public async Task Document_BehindAPrefix_NamesItAsTheServer()
    {
        await using var host = await HttpHost.Start(server: new() { PathBase = "/emu" });
        Assert.Equal("/emu", (await host.Json("/emu/openapi.json"))["servers"]![0]!["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task Health_StoreThatCanBeWritten_IsGood()
    {
        await using var host = await HttpHost.Start();
        Assert.Equal(
            """{"status":"healthy","dependencies":{"storage":{"status":"healthy","problem":null}}}""",
            await host.Client.GetStringAsync("/api/health", TestContext.Current.CancellationToken)
        );
        Assert.False(Directory.Exists(Path.Combine(host.BlobsFolder, "health")));
    }

    [Fact]
    public async Task Health_StoreThatCannotBeWritten_SaysSo()
    {
        await using var host = await HttpHost.Start();
        Directory.Delete(host.BlobsFolder, recursive: true);
        File.WriteAllText(host.BlobsFolder, "");
        using var answer = await host.Client.GetAsync("/api/health", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(
            "cannot be",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<(string Method, string Path, JsonObject Operation)> Operations(JsonObject document) =>
        document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), p.Key, o.Value!.AsObject())));

    private static JsonNode Resolve(JsonNode document, JsonNode node) =>
        node["$ref"] is { } reference ? reference.GetValue<string>().Split('/')[1..].Aggregate(document, (n, key) => n[key]!) : node;

    private static IEnumerable<JsonObject> References(JsonNode? node) => node switch
    {
        JsonObject o when o.ContainsKey("$ref") => [o],
        JsonObject o => o.SelectMany(m => References(m.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
