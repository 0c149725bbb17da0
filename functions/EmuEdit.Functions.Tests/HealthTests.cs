using System.Net;
using System.Text.Json.Nodes;
using EmuEdit.Durable;
using EmuEdit.Orchestration;
using EmuEdit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EmuEdit.Functions.Tests;

public class HealthTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_EverythingAnswers_NamesItAll()
    {
        await using var host = await FunctionsTestHost.Start();
        var (status, document) = await Ask(host);
        Assert.Equal((HttpStatusCode.OK, "healthy"), (status, Text(document["status"])));
        Assert.Equal(["bundle healthy", "storage healthy", "task_hub healthy"], States(document));
    }

    [Fact]
    public async Task Health_BundleIsGone_SaysSo()
    {
        await using var host = await FunctionsTestHost.Start();
        File.Delete(Path.Combine(host.Bundle, "model_index.json"));
        var (status, document) = await Ask(host);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (status, Text(document["status"])));
        Assert.Equal(["bundle unhealthy", "storage healthy", "task_hub healthy"], States(document));
        Assert.Contains(host.Bundle, Text(document["dependencies"]!["bundle"]!["problem"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_LanguageModelIsAway_IsDegraded()
    {
        var settings = FunctionsTestHost.Settings() with { LanguageModel = new(new("https://127.0.0.1:1"), "model") };
        await using var host = await FunctionsTestHost.Start(settings);
        var (status, document) = await Ask(host);
        Assert.Equal((HttpStatusCode.OK, "degraded"), (status, Text(document["status"])));
        Assert.Equal(["bundle healthy", "language_model degraded", "storage healthy", "task_hub healthy"], States(document));
    }

    [Fact]
    public async Task Checks_StoreAndHubFail_EachHasItsOwnReason()
    {
        await using var services = new ServiceCollection().AddLogging()
            .AddSingleton<IBlobStore>(new BrokenStore())
            .AddSingleton<OrchestrationClient>(new DurableOrchestrationClient(() => throw new IOException("no hub"), new()))
            .AddDependencies(FunctionsTestHost.Settings()).BuildServiceProvider();
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Stop);
        Assert.Equal(("no store", "no hub"), (report.Entries["storage"].Description, report.Entries["task_hub"].Description));
    }

    private static async Task<(HttpStatusCode Status, JsonNode Document)> Ask(FunctionsTestHost host)
    {
        using var answer = await host.Client.GetAsync("/api/health", Stop);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!);
    }

    private static IEnumerable<string> States(JsonNode document) =>
        document["dependencies"]!.AsObject().Select(d => $"{d.Key} {Text(d.Value!["status"])}").Order();

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private sealed class BrokenStore : IBlobStore
    {
        public Task<Blob?> FindAsync(string name, CancellationToken cancellationToken = default) => throw Broken();

        public Task<string> PutAsync(
            string name,
            ReadOnlyMemory<byte> content,
            BlobCondition condition = default,
            CancellationToken cancellationToken = default
        ) => throw Broken();

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) => throw Broken();

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => throw Broken();

        private static BlobStoreException Broken() => new("no store");
    }
}
