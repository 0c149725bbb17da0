using System.Security.Cryptography;
using System.Text.Json;
using EmuEdit.Storage;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>
/// A recorded reply as it is stored. It names its own key, so that a record in the wrong place is
/// not taken for another's.
/// </summary>
internal sealed record ReplyRecord(int Format, string Key, string Text, string Model, ChatTokens? Tokens)
{
    private const int CurrentFormat = 1;
    private const string Folder = "replies/", Ending = ".json";
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Strict) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// The hash of what is asked: SHA-256, 64 hexadecimal digits. It must never change: every
    /// recorded reply would be paid for again.
    /// </summary>
    public static string KeyOf(string model, ChatOptions options, IReadOnlyList<ChatMessage> messages)
    {
        object?[] asked =
        [
            CurrentFormat, model, options.Temperature, options.TopP, options.MaxOutputTokens, options.Seed,
            .. messages.SelectMany(m => new[] { NameOf(m.Role), m.Text }),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked)));
    }

    // Keys began with these capitals, and a key never changes.
    private static string NameOf(ChatRole role) => char.ToUpperInvariant(role.Value[0]) + role.Value[1..];

    // Folders of a few thousand files each, also for millions of replies.
    public static string BlobNameOf(string key) => $"{Folder}{key[..3]}/{key}{Ending}";

    public static byte[] Serialize(string key, ChatReply reply) =>
        JsonSerializer.SerializeToUtf8Bytes(new ReplyRecord(CurrentFormat, key, reply.Text, reply.Model, reply.Tokens), Json);

    /// <exception cref="BlobStoreException">The record is damaged.</exception>
    public static ChatReply Parse(string name, string key, Blob blob)
    {
        try
        {
            var record = JsonSerializer.Deserialize<ReplyRecord>(blob.Content.Span, Json) ?? throw new JsonException("it is null");
            return record.Format == CurrentFormat && record.Key == key
                ? new(record.Text, record.Model, record.Tokens)
                : throw new JsonException($"it is of format {record.Format} and key {record.Key}");
        }
        catch (JsonException e)
        {
            throw new DamagedBlobException(
                name, $"{e.Message.TrimEnd('.')}. It is a recorded reply: restore it, or delete it to pay for it again.", e);
        }
    }
}
