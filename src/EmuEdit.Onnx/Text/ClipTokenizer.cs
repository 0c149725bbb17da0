using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>A text as token ids.</summary>
/// <param name="Ids">Token ids with begin, end and padding; their number is the tokenizer's length.</param>
/// <param name="Length">Number of ids that are not padding.</param>
/// <param name="Truncated">Whether the text was too long and its end was left out.</param>
public sealed record TokenizedText(IReadOnlyList<int> Ids, int Length, bool Truncated);

/// <summary>
/// CLIP's tokenizer (Radford et al. 2021): lower case, byte-level byte-pair encoding with
/// <c>&lt;/w&gt;</c> at the end of a word, from <c>vocab.json</c> and <c>merges.txt</c>. Tokens
/// that are not in the vocabulary become the end token, as in CLIP. Returns the same ids as
/// transformers' CLIPTokenizer. A special token that is written in a text is one id, and so is
/// every <c>!</c> when that is the padding.
/// </summary>
public sealed class ClipTokenizer
{
    /// <summary>CLIP's own length, used when <c>tokenizer_config.json</c> names none.</summary>
    public const int DefaultLength = 77;

    private const string BeginToken = "<|startoftext|>", EndToken = "<|endoftext|>";
    private static readonly string[] s_files = ["vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json"];

    private readonly string _folder, _padToken;
    private readonly BytePairs _pairs;
    private readonly int _begin, _end, _pad;
    private readonly Dictionary<string, int> _special;

    private ClipTokenizer(string folder, Dictionary<string, int> vocabulary, IEnumerable<string> merges, TokenizerConfig settings)
    {
        (_folder, _padToken) = (folder, settings.PadToken);
        (Length, Vocabulary) = (settings.Length, vocabulary.Count);
        (_begin, _end, _pad) = (vocabulary[BeginToken], vocabulary[EndToken], vocabulary[settings.PadToken]);
        _pairs = new(vocabulary, merges, unknown: _end);
        _special = new() { [BeginToken] = _begin, [EndToken] = _end };
        _special[settings.PadToken] = _pad;
    }

    /// <summary>Number of tokens of every encoded text, including begin, end and padding.</summary>
    public int Length { get; }

    /// <summary>Number of token ids.</summary>
    public int Vocabulary { get; }

    /// <summary>Loads a tokenizer.</summary>
    /// <param name="folder">
    /// The folder with <c>vocab.json</c> and <c>merges.txt</c>, or <c>tokenizer.json</c>, and
    /// optionally <c>tokenizer_config.json</c>.
    /// </param>
    /// <param name="padding">The token that fills a short text; null, the default, for the folder's own.</param>
    /// <exception cref="InvalidInputException">
    /// A file is missing, or is not in the format of CLIP's tokenizer.
    /// </exception>
    public static ClipTokenizer Load(string folder, string? padding = null)
    {
        try
        {
            var (file, settings) = (TokenizerFile.Read(folder), TokenizerConfig.Load(folder));
            return new(folder, file.Vocabulary, file.Merges, settings with { PadToken = padding ?? settings.PadToken });
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException or FormatException)
        {
            throw new InvalidInputException(
                $"{folder} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "vocab.json and merges.txt, or tokenizer.json, of a CLIP tokenizer",
                "copy them from the model's repository"
            );
        }
    }

    /// <summary>Copies the tokenizer's files to a folder, which then gives the same ids.</summary>
    internal void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in s_files.Where(f => File.Exists(Path.Combine(_folder, f))))
            File.Copy(Path.Combine(_folder, file), Path.Combine(folder, file));
        File.WriteAllText(Path.Combine(folder, "special_tokens_map.json"), JsonSerializer.Serialize(new { pad_token = _padToken }));
    }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; "" gives only begin and end.</param>
    /// <returns>
    /// Exactly <see cref="Length"/> tokens. A text that is too long loses its end, and the result
    /// reports that.
    /// </returns>
    public TokenizedText Encode(string text) => Encode(text, Length);

    /// <summary>Encodes a text for a model that takes another number of tokens.</summary>
    /// <param name="text">Any text; "" gives only begin and end.</param>
    /// <param name="length">Number of tokens, at least 2.</param>
    /// <returns>
    /// Exactly <paramref name="length"/> tokens. A text that is too long loses its end, and the
    /// result reports that.
    /// </returns>
    public TokenizedText Encode(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var words = Parts(text).SelectMany(part => _special.TryGetValue(part, out var id) ? [id] : Words(part)).ToList();
        var kept = Math.Min(words.Count, length - 2);
        int[] ids = [_begin, .. words.Take(kept), _end, .. Enumerable.Repeat(_pad, length - 2 - kept)];
        return new(ids, kept + 2, kept < words.Count);
    }

    private IEnumerable<int> Words(string text) =>
        ClipWords
            .Of(text, [BeginToken, EndToken])
            .SelectMany(word => word is BeginToken or EndToken ? [_special[word]] : _pairs.Encode(word));

    // Cuts the text at special tokens, which stay as parts.
    private IEnumerable<string> Parts(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length; at++)
            if (_special.Keys.FirstOrDefault(s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0) is { } special)
            {
                yield return text[start..at];
                yield return special;
                (start, at) = (at + special.Length, at + special.Length - 1);
            }
        yield return text[start..];
    }
}
