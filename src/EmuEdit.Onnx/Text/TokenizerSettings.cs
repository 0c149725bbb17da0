using System.Text.Json;

namespace EmuEdit.Onnx;

/// <summary>What <c>tokenizer_config.json</c> says.</summary>
/// <param name="Length">Its <c>model_max_length</c>.</param>
/// <param name="PadToken">Its <c>pad_token</c>.</param>
internal sealed record TokenizerSettings(int Length, string PadToken)
{
    // Larger values stand for "no limit" in files of the transformers library.
    private const long MaxLength = 4096;

    public static TokenizerSettings Load(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path))
            return new(ClipTokenizer.DefaultLength, "<|endoftext|>");
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        var length = json.RootElement.TryGetProperty("model_max_length", out var given) ? given.GetDouble() : ClipTokenizer.DefaultLength;
        if (length < 3)
            throw new FormatException($"model_max_length {length} leaves no room for a word");
        return new(length <= MaxLength ? (int)length : ClipTokenizer.DefaultLength, PadTokenOf(json.RootElement));
    }

    // The token alone, or an object with the token as its content.
    private static string PadTokenOf(JsonElement file) =>
        (file.TryGetProperty("pad_token", out var token)
            ? token.ValueKind == JsonValueKind.Object ? token.GetProperty("content").GetString() : token.GetString()
            : null) ?? "<|endoftext|>";
}
