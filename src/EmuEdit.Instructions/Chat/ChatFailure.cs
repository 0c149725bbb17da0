using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using Azure.Identity;

namespace EmuEdit.Instructions;

/// <summary>What the client throws, as a <see cref="ChatException"/>.</summary>
internal static class ChatFailure
{
    private const int MaxQuoted = 300, TooManyRequests = 429, RequestTimeout = 408;

    public static ChatException Of(Exception e, string who, TimeProvider time) => e switch
    {
        ChatException refused => refused,
        ClientResultException { Status: > 0 } answer => OfAnswer(answer, who, time),
        _ when IsTooLong(e) => new(ChatError.NotUnderstood, $"{who} sends more than an answer may have.", e),
        AuthenticationFailedException => new(ChatError.Refused, $"{who} wants an identity, and there is none: {Quoted(e)}", e),
        ClientResultException or HttpRequestException or IOException =>
            new(ChatError.Unavailable, $"{who} cannot be reached: {Quoted(e)}", e),
        _ => new(ChatError.NotUnderstood, $"{who} does not answer as the chat-completions protocol has it: {Quoted(e)}", e),
    };

    private static ChatException OfAnswer(ClientResultException e, string who, TimeProvider time) => e.Status switch
    {
        TooManyRequests when e.Message.Contains("insufficient_quota", StringComparison.Ordinal) =>
            new(ChatError.Refused, $"{who} has no credit left for this key: {Quoted(e)}", e),
        TooManyRequests or RequestTimeout or >= 500 =>
            new(ChatError.Unavailable, $"{who} is busy or out of order: {Quoted(e)}", e)
            {
                RetryAfter = RetryAfter(e.GetRawResponse(), time),
            },
        400 when e.Message.Contains("content_filter", StringComparison.Ordinal) =>
            new(ChatError.ContentRefused, $"{who} refuses the content: {Quoted(e)}", e),
        401 or 403 => new(ChatError.Refused, $"{who} does not accept the key or identity: {Quoted(e)}", e),
        404 => new(ChatError.Refused, $"{who} is not there; check the address and the model's name: {Quoted(e)}", e),
        < 400 => new(ChatError.NotUnderstood, $"{who} does not answer as the chat-completions protocol has it: {Quoted(e)}", e),
        _ => new(ChatError.Refused, $"{who} refuses the request: {Quoted(e)}", e),
    };

    // Seconds or a date (RFC 9110, 10.2.3). A date that has passed asks for no wait.
    private static TimeSpan? RetryAfter(PipelineResponse? response, TimeProvider time)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var text)
            || !RetryConditionHeaderValue.TryParse(text, out var value))
            return null;
        var wait = value.Delta ?? value.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsTooLong(Exception e) =>
        e is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
        || e.InnerException is { } inner && IsTooLong(inner);

    // The service's messages go on for many lines.
    private static string Quoted(Exception e) =>
        string.Join(' ', Text.Shown(e.Message, MaxQuoted).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
