using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmuEdit.TestKit;

/// <summary>A request as it came.</summary>
public sealed record ChatCall(string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    public IReadOnlyList<(string Role, string Text)> Messages =>
        [
            .. Body.GetProperty("messages")
                .EnumerateArray()
                .Select(m => (m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!)),
        ];
}

/// <summary>
/// A server of the chat-completions protocol on a free port. It answers as it was told, one answer
/// a call, and then the last one again.
/// </summary>
public sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyList<Answer> _answers;
    private readonly ConcurrentQueue<ChatCall> _calls = new();
    private int _next = -1;

    private ChatServer(IReadOnlyList<Answer> answers)
    {
        _answers = answers;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(Handle);
    }

    /// <summary>What the server does with a call.</summary>
    public delegate Task Answer(HttpContext context, ChatCall call);

    public IReadOnlyList<ChatCall> Calls => [.. _calls];

    public Uri Endpoint => new(_app.Urls.Single() + "/v1");

    public Uri Root => new(_app.Urls.Single());

    public static async Task<ChatServer> Start(params IReadOnlyList<Answer> answers)
    {
        var server = new ChatServer(answers);
        await server._app.StartAsync();
        return server;
    }

    public static Answer Say(string text, int input = 100, int output = 20) =>
        Body(Completion(text, $$"""{ "prompt_tokens": {{input}}, "completion_tokens": {{output}}, "total_tokens": {{input + output}} }"""));

    /// <summary>An answer that depends on what was asked.</summary>
    public static Answer Say(Func<ChatCall, string> text) => (context, call) => Say(text(call))(context, call);

    public static Answer Uncounted(string text) => Body(Completion(text, "null"));

    public static Answer Body(string body, string type = "application/json") => async (context, _) =>
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body, context.RequestAborted);
    };

    public static Answer Status(
        int status,
        string? retryAfter = null,
        string body = """{ "error": { "message": "not now", "type": "server_error", "code": "busy" } }"""
    ) =>
        async (context, call) =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
                context.Response.Headers.RetryAfter = retryAfter;
            await Body(body)(context, call);
        };

    /// <summary>Takes the call and says nothing until the client hangs up.</summary>
    public static Answer Never() => (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Sends the first half of an answer, and hangs up.</summary>
    public static Answer Cut() => async (context, _) =>
    {
        var body = Encoding.UTF8.GetBytes(Completion("half", "null"));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    };

    /// <summary>Waits for the signal before it answers.</summary>
    public static Answer After(Task signal, Answer answer) => async (context, call) =>
    {
        await signal;
        await answer(context, call);
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task Handle(HttpContext context)
    {
        // Who only looks whether it is there pays for nothing.
        if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var call = new ChatCall(
            context.Request.Path,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.RootElement.Clone()
        );
        _calls.Enqueue(call);
        await _answers[Math.Min(Interlocked.Increment(ref _next), _answers.Count - 1)](context, call);
    }

    private static string Completion(string text, string usage) =>
        $$"""
            { "id": "1", "object": "chat.completion", "created": 1700000000, "model": "toy-1",
              "choices": [ { "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": {{JsonSerializer.Serialize(
                text
            )}} } } ],
              "usage": {{usage}} }
            """;
}
