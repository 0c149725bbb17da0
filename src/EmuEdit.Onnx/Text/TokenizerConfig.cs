using System.Text.Json;

namespace EmuEdit.Onnx;

/// <summary>The content of <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c>.</summary>
/// <param name="Length">The <c>model_max_length</c>.</param>
/// <param name="PadToken">The <c>pad_token</c>.</param>
internal sealed record TokenizerConfig(int Length, string PadToken)
{
    // Larger values mean "no limit" in files of the transformers library.
    private const long MaxLength = 4096;
    private const string DefaultPad = "<|endoftext|>";

    public static TokenizerConfig Load(string folder)
    {
        // The map of special tokens has precedence, as in the reference: Stable Diffusion 2 pads
        // with "!", and its tokenizer_config.json says otherwise.
        var pad = Read(folder, "special_tokens_map.json", PadTokenOf);
        var path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path))
            return new(ClipTokenizer.DefaultLength, pad ?? DefaultPad);
        var length = Read(
            folder,
            "tokenizer_config.json",
            file => file.TryGetProperty("model_max_length", out var given) ? given.GetDouble() : ClipTokenizer.DefaultLength
        );
        if (length < 3)
            throw new FormatException($"model_max_length {length} leaves no room for a word");
        return new(
            length <= MaxLength ? (int)length : ClipTokenizer.DefaultLength,
            pad ?? Read(folder, "tokenizer_config.json", PadTokenOf) ?? DefaultPad
        );
    }

    private static T? Read<T>(string folder, string name, Func<JsonElement, T> read)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return default;
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return read(json.RootElement);
    }

    // The value is the token, or an object with the token as its content.
    private static string? PadTokenOf(JsonElement file) => !file.TryGetProperty("pad_token", out var token) ? null
        : token.ValueKind == JsonValueKind.Object ? token.GetProperty("content").GetString() : token.GetString();
}
