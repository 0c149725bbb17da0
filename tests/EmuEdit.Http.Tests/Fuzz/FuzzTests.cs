using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests.Fuzz;

/// <summary>Any requests, in a fixed order. Nothing runs beside them, so that memory is theirs.</summary>
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
[Collection(nameof(FuzzTests))]
public class FuzzTests(ITestOutputHelper output)
{
    private const long Seed = 20, MostGrowth = 256 << 20;
    private const int Enough = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly HttpClient s_client = new(
        new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, AllowAutoRedirect = false }
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_OfAnyRequests_AnswersEachInOrderAndKeepsItsMemory()
    {
        await using var host = await HttpHost.Start(factory: true, learning: true);
        // A shard of a batch that was asked for with millions of them waits for its end.
        host.Stages.Before = (_, shard, stop) => shard < 3 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, stop);
        var (grammar, answers, problems, memory) = (
            new RequestGrammar(await host.Json("/openapi.json")),
            new SortedDictionary<int, int>(),
            new List<string>(),
            0L
        );
        for (var i = 0; i < FuzzCounts.Requests; i++)
        {
            if (i == FuzzCounts.Requests / 10)
                memory = Memory();
            var request = grammar.Next(new(Seed, i));
            var (status, problem) = await Answer(host, grammar, request);
            if (problem is not null)
                problems.Add($"Request {i} of seed {Seed}: {problem}\n{request}");
            Assert.True(problems.Count < Enough, string.Join("\n\n", problems));
            answers[status] = answers.GetValueOrDefault(status) + 1;
        }
        var growth = Memory() - memory;
        output.WriteLine(
            $"{FuzzCounts.Requests} requests: {string.Join(", ", answers.Select(a => $"{a.Value} of {a.Key}"))}; "
                + $"memory grew by {growth >> 20} MB from {memory >> 20} MB."
        );
        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
        Assert.InRange(growth, long.MinValue, MostGrowth);
    }

    private static async Task<(int Status, string? Problem)> Answer(HttpHost host, RequestGrammar grammar, FuzzRequest request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience);
        using var message = request.Message(host.Client.BaseAddress!);
        try
        {
            using var answer = await s_client.SendAsync(message, limit.Token);
            if (answer.Headers.Location is { } location)
                grammar.Remember(location.ToString());
            return ((int)answer.StatusCode, Problem(request, answer, await answer.Content.ReadAsStringAsync(limit.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException && !Stop.IsCancellationRequested)
        {
            return (0, e.ToString());
        }
    }

    private static string? Problem(FuzzRequest request, HttpResponseMessage answer, string body)
    {
        var seen = $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType}: {body}";
        if (answer.StatusCode < HttpStatusCode.BadRequest)
            return null;
        if (
            answer.StatusCode >= HttpStatusCode.InternalServerError
            && (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null)
        )
            return seen;
        // HEAD has no body, and what is no HTTP (%00 in a path) the server's lower half refuses with none.
        if (
            request.Method == "HEAD"
            || answer is { StatusCode: HttpStatusCode.BadRequest, Headers.ConnectionClose: true } && body.Length == 0
        )
            return null;
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"no problem document: {seen}";
        var problem = JsonSerializer.Deserialize<JsonObject>(body)!;
        return
            problem["detail"]?.GetValue<string>() is var detail
            && (
                detail is null
                    ? problem["title"] is null
                    : detail.Any(char.IsControl) || detail.Contains("   at ", StringComparison.Ordinal)
            )
            ? $"no line: {seen}"
            : null;
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
