using System.Net;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Http.Tests;

public class ObservabilityTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterAnEditAndABatch_CountThem()
    {
        await using var host = await HttpHost.Start(factory: true);
        await host.Make(await host.Create());
        var metrics = await host.Client.GetStringAsync("/metrics", Stop);
        Assert.All(
            new[]
            {
                "emuedit_edit_duration_seconds_count{otel_scope_name=\"EmuEdit\",outcome=\"completed\"}",
                "emuedit_edit_stage_duration_seconds_count{otel_scope_name=\"EmuEdit\",stage=\"denoise\"}",
                "http_server_request_duration_seconds_count",
                "http_route=\"/api/sessions/{id}/turns\"",
                "dotnet_gc_collections_total",
            },
            name => Assert.Contains(name, metrics, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Metrics_OfAServerWithAKey_AskForIt()
    {
        await using var host = await HttpHost.Start(server: new() { Gate = new() { Key = new(Key) } });
        using var refused = await host.Send(HttpMethod.Get, "/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var foreign = await host.Send(HttpMethod.Get, "/metrics", null, ("Host", "evil.example"), ("X-Api-Key", Key));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var answered = await host.Send(HttpMethod.Get, "/metrics", null, ("Authorization", "Bearer " + Key));
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (answered.StatusCode, answered.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task RequestLog_OfARequest_HasOneLineWithoutItsQuery()
    {
        using var log = new LineLog();
        await using var host = await HttpHost.Start(server: new() { Log = new() { Level = LogLevel.Information } }, log: log);
        (await host.Send(HttpMethod.Get, "/api/sessions?page=secret")).Dispose();
        (await host.Send(HttpMethod.Get, "/api/no%0Ane/%E2%80%AE", null, ("X-Api-Key", "secret"))).Dispose();
        var lines = log.Of("EmuEdit.Http.RequestLog");
        Assert.Matches("^GET /api/sessions 400 [0-9.]+ ms$", lines[0]);
        Assert.Matches("^GET /api/no%0Ane/%E2%80%AE 404 [0-9.]+ ms$", lines[1]);
        Assert.Equal(2, lines.Count);
    }

    [Fact]
    public async Task RequestLog_ByDefault_IsSilent()
    {
        using var log = new LineLog();
        await using var host = await HttpHost.Start(log: log);
        (await host.Send(HttpMethod.Get, "/api/sessions")).Dispose();
        Assert.Empty(log.Of("EmuEdit.Http.RequestLog"));
    }
}
