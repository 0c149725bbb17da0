using System.Text;

namespace EmuEdit.Onnx;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016) over the bytes of a word's UTF-8. Each byte is written
/// as a letter, the last one with <c>&lt;/w&gt;</c>.
/// </summary>
internal sealed class BytePairs
{
    private const string EndOfWord = "</w>";

    private static readonly string[] s_letters = Letters();

    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(string, string), int> _ranks = [];
    private readonly int _unknown;

    /// <param name="vocabulary">Ids by token.</param>
    /// <param name="merges">Pairs to be merged, the most frequent first.</param>
    /// <param name="unknown">The id for tokens that are not in the vocabulary.</param>
    public BytePairs(Dictionary<string, int> vocabulary, IEnumerable<string> merges, int unknown)
    {
        (_vocabulary, _unknown) = (vocabulary, unknown);
        foreach (var merge in merges)
            if (merge.Split(' ') is [var first, var second] && vocabulary.ContainsKey(first + second))
                _ranks.TryAdd((first, second), _ranks.Count);
            else
                throw new FormatException($"the merge '{merge}' is no pair that makes a token");
    }

    /// <summary>Returns the ids of a word.</summary>
    public IEnumerable<int> Encode(string word)
    {
        var pieces = Encoding.UTF8.GetBytes(word).Select(b => s_letters[b]).ToList();
        pieces[^1] += EndOfWord;
        while (Best(pieces) is { } pair)
            Merge(pieces, pair);
        return pieces.Select(p => _vocabulary.GetValueOrDefault(p, _unknown));
    }

    private (string, string)? Best(List<string> pieces)
    {
        var (best, rank) = (((string, string)?)null, int.MaxValue);
        for (var i = 0; i + 1 < pieces.Count; i++)
            if (_ranks.TryGetValue((pieces[i], pieces[i + 1]), out var r) && r < rank)
                (best, rank) = ((pieces[i], pieces[i + 1]), r);
        return best;
    }

    private static void Merge(List<string> pieces, (string First, string Second) pair)
    {
        for (var i = 0; i + 1 < pieces.Count; i++)
            if (pieces[i] == pair.First && pieces[i + 1] == pair.Second)
            {
                pieces[i] += pieces[i + 1];
                pieces.RemoveAt(i + 1);
            }
    }

    // As in GPT-2: a byte that is a visible character of Latin-1 stands for itself, the others for
    // the letters from U+0100.
    private static string[] Letters()
    {
        var next = 256;
        return [.. Enumerable.Range(0, 256)
            .Select(b => (b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : (char)next++).ToString())];
    }
}
