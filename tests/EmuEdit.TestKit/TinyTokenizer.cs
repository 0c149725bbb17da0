using System.Text.Json;

namespace EmuEdit.TestKit;

/// <summary>Writes a CLIP tokenizer with every byte as a token and a few merges.</summary>
public static class TinyTokenizer
{
    public const string Begin = "<|startoftext|>", End = "<|endoftext|>";

    public static readonly IReadOnlyList<(string Left, string Right)> Merges =
        [("r", "e"), ("re", "d</w>"), ("l", "o"), ("lo", "w"), ("e", "r</w>"), ("low", "er</w>"), ("Ã", "©</w>")];

    /// <summary>The vocabulary in the order of its ids.</summary>
    public static readonly IReadOnlyList<string> Vocabulary =
        [.. Bytes(), .. Bytes().Select(b => b + "</w>"), .. Merges.Select(m => m.Left + m.Right), Begin, End];

    public static int Id(string token) => Vocabulary.ToList().IndexOf(token);

    public static void Write(string folder, int? length = 16)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "vocab.json"),
            JsonSerializer.Serialize(Vocabulary.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i))
        );
        File.WriteAllLines(Path.Combine(folder, "merges.txt"), ["#version: 0.2", .. Merges.Select(m => $"{m.Left} {m.Right}")]);
        if (length is not null)
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(new { model_max_length = length }));
    }

    // GPT-2's names of the 256 bytes: printable ones stand for themselves, the others are counted from 256 on.
    private static IEnumerable<string> Bytes()
    {
        var unprintable = 0;
        for (var b = 0; b < 256; b++)
            yield return (b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : (char)(256 + unprintable++)).ToString();
    }
}
