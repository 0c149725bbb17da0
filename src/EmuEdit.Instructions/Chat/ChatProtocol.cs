using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>
/// Requests and replies of the chat-completions protocol. Of a reply, only what is used is looked
/// at: servers differ in the rest, as in why a reply ended.
/// </summary>
internal static class ChatProtocol
{
    public static BinaryContent Request(string model, IReadOnlyList<ChatMessage> messages, ChatOptions options, SentFields fields)
    {
        var request = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray([.. messages.Select(m => new JsonObject { ["role"] = m.Role.Value, ["content"] = m.Text })]),
        };
        if (fields.Takes(SentFields.Temperature) && options.Temperature is { } temperature)
            request[SentFields.Temperature] = temperature;
        if (fields.Takes(SentFields.TopP) && options.TopP is { } topP)
            request[SentFields.TopP] = topP;
        if (fields.LimitName is { } limit && options.MaxOutputTokens is { } most)
            request[limit] = most;
        if (fields.Takes(SentFields.Seed) && options.Seed is { } seed)
            request[SentFields.Seed] = seed;
        if (fields.Takes(SentFields.Format))
            request[SentFields.Format] = new JsonObject { ["type"] = "json_object" };
        return BinaryContent.Create(BinaryData.FromString(request.ToJsonString()));
    }

    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="ChatException">The model, or what watches over it, refuses to reply.</exception>
    public static ChatReply Reply(BinaryData body, string model)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0
            || Member(choices[0], "message") is not { ValueKind: JsonValueKind.Object } message)
            throw new JsonException("it has no message");
        var text = Content(Member(message, "content"));
        if (text.Length == 0 && Refusal(message, choices[0]) is { } refusal)
            throw new ChatException(ChatError.ContentRefused, $"{model} refuses the content: {Text.Shown(refusal, 300)}");
        return new(text, String(root, "model") ?? model, Tokens(Member(root, "usage")));
    }

    // A text, or the parts of one.
    private static string Content(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(p => String(p, "text"))),
        _ => "",
    };

    private static string? Refusal(JsonElement message, JsonElement choice) =>
        String(message, "refusal") ?? (String(choice, "finish_reason") is "content_filter" ? "content_filter" : null);

    private static ChatTokens? Tokens(JsonElement? usage) =>
        usage is { } counted && Count(counted, "prompt_tokens") is { } input && Count(counted, "completion_tokens") is { } output
            ? new(input, output)
            : null;

    private static long? Count(JsonElement usage, string name) =>
        Member(usage, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : null;

    private static string? String(JsonElement owner, string name) =>
        Member(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement owner, string name) =>
        owner.ValueKind is JsonValueKind.Object && owner.TryGetProperty(name, out var member) ? member : null;
}
