using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EmuEdit.Training.Export;

/// <summary>
/// Makes a tokenizer in CLIP's layout from a list of words. Byte-pair merges are learned until each word is one token,
/// and encoding replays them. Other words are split into pieces: every byte is a token, alone and at a word's end.
/// </summary>
public sealed class TokenizerBuilder
{
    /// <summary>The token before every text.</summary>
    public const string Start = "<|startoftext|>";

    /// <summary>The token after every text, also used for padding.</summary>
    public const string End = "<|endoftext|>";

    private const string WordEnd = "</w>";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Learns the merges of some words.</summary>
    /// <param name="words">Lower-case words without spaces, in any order.</param>
    public TokenizerBuilder(IEnumerable<string> words)
    {
        Merges = Learn(words.Distinct().Order(StringComparer.Ordinal).Where(w => w.Length > 0).Select(Pieces).ToArray());
        var bytes = ByteSymbols();
        string[] tokens = [.. bytes, .. bytes.Select(b => b + WordEnd), .. Merges.Select(m => m.Left + m.Right), Start, End];
        Vocabulary = tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id, StringComparer.Ordinal);
    }

    /// <summary>Ids by token: bytes, bytes at a word's end, merged pieces, then start and end, as in CLIP.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary { get; }

    /// <summary>Pairs to join, in order.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>Writes <c>vocab.json</c>, <c>merges.txt</c> and <c>tokenizer_config.json</c>.</summary>
    /// <param name="folder">The output folder; created if missing.</param>
    /// <param name="length">Number of tokens to which a text is padded or cut.</param>
    public void Write(string folder, int length)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "vocab.json"),
            JsonSerializer.Serialize(Vocabulary.OrderBy(t => t.Value).ToDictionary(), Json)
        );
        File.WriteAllText(
            Path.Combine(folder, "merges.txt"),
            "#version: 0.2\n" + string.Concat(Merges.Select(m => $"{m.Left} {m.Right}\n"))
        );
        var settings = new
        {
            tokenizer_class = "CLIPTokenizer",
            model_max_length = length,
            do_lower_case = true,
            add_prefix_space = false,
            bos_token = Start,
            eos_token = End,
            pad_token = End,
            unk_token = End,
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(settings, Json));
    }

    // Most frequent pair first, as in Sennrich et al. 2016. Ties are broken by text, so that the
    // result depends only on the words.
    private static List<(string, string)> Learn(List<string>[] words)
    {
        var merges = new List<(string, string)>();
        while (true)
        {
            var counts = new Dictionary<(string, string), int>();
            foreach (var word in words)
                for (var i = 0; i + 1 < word.Count; i++)
                    counts[(word[i], word[i + 1])] = counts.GetValueOrDefault((word[i], word[i + 1])) + 1;
            if (counts.Count == 0)
                return merges;
            var best = counts.Aggregate((a, b) => Precedes(b, a) ? b : a).Key;
            merges.Add(best);
            foreach (var word in words)
                Join(word, best);
        }
    }

    private static bool Precedes(KeyValuePair<(string Left, string Right), int> a, KeyValuePair<(string Left, string Right), int> b)
    {
        if (a.Value != b.Value)
            return a.Value > b.Value;
        var left = string.CompareOrdinal(a.Key.Left, b.Key.Left);
        return (left != 0 ? left : string.CompareOrdinal(a.Key.Right, b.Key.Right)) < 0;
    }

    private static void Join(List<string> word, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] != pair.Left || word[i + 1] != pair.Right)
                continue;
            word[i] += pair.Right;
            word.RemoveAt(i + 1);
        }
    }

    private static List<string> Pieces(string word)
    {
        var symbols = ByteSymbols();
        List<string> pieces = [.. Encoding.UTF8.GetBytes(word).Select(b => symbols[b])];
        pieces[^1] += WordEnd;
        return pieces;
    }

    // GPT-2's printable substitutes: a byte that is printable in Latin-1 stands for itself, the
    // others map to U+0100 and up.
    private static string[] ByteSymbols()
    {
        var next = 256;
        return
        [
            .. Enumerable
                .Range(0, 256)
                .Select(b => ((char)(b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? b : next++)).ToString()),
        ];
    }
}
