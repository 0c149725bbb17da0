using System.Text.Json;
using System.Text.RegularExpressions;
using EmuEdit.Core;
using Microsoft.ML.Tokenizers;

namespace EmuEdit.Onnx;

/// <summary>
/// CLIP's tokenizer (Radford et al. 2021): lower case, byte-level byte-pair encoding with <c>&lt;/w&gt;</c> at the end of a word, from <c>vocab.json</c>
/// and <c>merges.txt</c>. What the vocabulary lacks becomes the end token, as in CLIP.
/// </summary>
public sealed partial class ClipTokenizer
{
    /// <summary>CLIP's own length, taken when <c>tokenizer_config.json</c> names none.</summary>
    public const int DefaultLength = 77;

    private const string BeginToken = "<|startoftext|>", EndToken = "<|endoftext|>";
    private readonly BpeTokenizer _bpe;
    private readonly int _begin, _end, _pad;

    private ClipTokenizer(BpeTokenizer bpe, Dictionary<string, int> vocabulary, TokenizerSettings settings)
    {
        (_bpe, Length, Vocabulary) = (bpe, settings.Length, vocabulary.Count);
        (_begin, _end, _pad) = (vocabulary[BeginToken], vocabulary[EndToken], vocabulary[settings.PadToken]);
    }

    /// <summary>Tokens of every encoded text, begin, end and padding included.</summary>
    public int Length { get; }

    /// <summary>Token ids there are.</summary>
    public int Vocabulary { get; }

    /// <summary>Loads a tokenizer.</summary>
    /// <param name="folder">The folder with <c>vocab.json</c>, <c>merges.txt</c> and, if there is one, <c>tokenizer_config.json</c>.</param>
    /// <exception cref="InvalidInputException">A file is missing, or is not what CLIP's tokenizer writes.</exception>
    public static ClipTokenizer Load(string folder)
    {
        var vocabularyFile = BundleFiles.Require(folder, "vocab.json");
        var mergesFile = BundleFiles.Require(folder, "merges.txt");
        try
        {
            var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(vocabularyFile)) ?? [];
            return new(BpeTokenizer.Create(Options(vocabulary, mergesFile)), vocabulary, TokenizerSettings.Load(folder));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException or FormatException)
        {
            throw new InvalidInputException($"{folder} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "vocab.json and merges.txt of a CLIP tokenizer", "copy both from the model's repository");
        }
    }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; "" gives begin and end alone.</param>
    /// <returns>Exactly <see cref="Length"/> tokens. A text that is too long loses its end, and the result says so.</returns>
    public TokenizedText Encode(string text) => Encode(text, Length);

    /// <summary>Encodes a text for a model that takes another number of tokens.</summary>
    /// <param name="text">Any text; "" gives begin and end alone.</param>
    /// <param name="length">Tokens, at least 2.</param>
    /// <returns>Exactly <paramref name="length"/> tokens. A text that is too long loses its end, and the result says so.</returns>
    public TokenizedText Encode(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var words = _bpe.EncodeToIds(text);
        var kept = Math.Min(words.Count, length - 2);
        int[] ids = [_begin, .. words.Take(kept), _end, .. Enumerable.Repeat(_pad, length - 2 - kept)];
        return new(ids, kept + 2, kept < words.Count);
    }

    private static BpeOptions Options(Dictionary<string, int> vocabulary, string mergesFile) => new(vocabulary)
    {
        Merges = File.ReadLines(mergesFile).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)),
        Normalizer = new LowerCaseNormalizer(),
        PreTokenizer = new RegexPreTokenizer(Word(), specialTokens: null),
        ByteLevel = true,
        EndOfWordSuffix = "</w>",
        UnknownToken = EndToken,
    };

    // What CLIP takes for a word: an English contraction's end, letters, one digit, or a run of other signs.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+")]
    private static partial Regex Word();
}
