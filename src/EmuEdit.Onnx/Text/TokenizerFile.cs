using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>
/// Vocabulary and merges of a byte-pair tokenizer: <c>vocab.json</c> with <c>merges.txt</c>, or when these are missing
/// <c>tokenizer.json</c>, which has both.
/// </summary>
/// <param name="Vocabulary">The id of each token.</param>
/// <param name="Merges">Pairs to be merged, "a b", the most frequent first.</param>
internal sealed record TokenizerFile(Dictionary<string, int> Vocabulary, IReadOnlyList<string> Merges)
{
    private const string Whole = "tokenizer.json";

    /// <summary>Reads the tokenizer's files in a folder.</summary>
    /// <exception cref="InvalidInputException">A file is missing.</exception>
    /// <exception cref="JsonException">A file is not JSON, or has another layout.</exception>
    public static TokenizerFile Read(string folder)
    {
        if (File.Exists(Path.Combine(folder, "vocab.json")) || !File.Exists(Path.Combine(folder, Whole)))
            return new(
                JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(BundleFiles.Require(folder, "vocab.json"))) ?? [],
                Lines(BundleFiles.Require(folder, "merges.txt"))
            );
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, Whole)));
        var model = json.RootElement.GetProperty("model");
        if (model.TryGetProperty("type", out var type) && type.GetString() != "BPE")
            throw new JsonException($"{Whole} is of type {type}, and CLIP's is BPE");
        var vocabulary = model.GetProperty("vocab").Deserialize<Dictionary<string, int>>() ?? [];
        foreach (var token in json.RootElement.TryGetProperty("added_tokens", out var added) ? added.EnumerateArray().ToArray() : [])
            vocabulary[token.GetProperty("content").GetString()!] = token.GetProperty("id").GetInt32();
        return new(vocabulary, [.. model.GetProperty("merges").EnumerateArray().Select(Merge)]);
    }

    // The pair is a string, or in newer files a list of two.
    private static string Merge(JsonElement merge) =>
        merge.ValueKind == JsonValueKind.String
            ? merge.GetString()!
            : string.Join(' ', merge.EnumerateArray().Select(part => part.GetString()));

    private static List<string> Lines(string file) =>
        [.. File.ReadLines(file).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))];
}
