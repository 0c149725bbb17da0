using System.Text;
using System.Text.Json;
using EmuEdit.Core;
using Microsoft.ML.Tokenizers;

namespace EmuEdit.Onnx;

/// <summary>
/// Makes the prompts of GroundingDINO (Liu et al. 2023): a phrase in lower case with a full stop
/// after it, as BERT's word pieces, from <c>vocab.txt</c> or <c>tokenizer.json</c>. Letters lose
/// their accents when the runtime has globalization data; otherwise a word with accents is unknown.
/// </summary>
internal sealed class GroundingPrompts
{
    private readonly BertTokenizer _pieces;
    private readonly IReadOnlyList<int> _stop;

    private GroundingPrompts(BertTokenizer pieces) => (_pieces, _stop) = (pieces, pieces.EncodeToIds(".", addSpecialTokens: false));

    /// <summary>
    /// Number of tokens of every prompt around the phrase: one before it, and the stop and the end
    /// after it.
    /// </summary>
    public int Frame => _stop.Count + 2;

    /// <summary>Id of the padding token.</summary>
    public int Padding => _pieces.PaddingTokenId;

    /// <summary>Loads the tokenizer.</summary>
    /// <param name="folder">The folder with <c>vocab.txt</c>, one token per line, or <c>tokenizer.json</c>.</param>
    /// <exception cref="InvalidInputException">
    /// Both files are missing, or the tokenizer is not that of an uncased BERT.
    /// </exception>
    public static GroundingPrompts Load(string folder)
    {
        var (text, json) = (Path.Combine(folder, "vocab.txt"), Path.Combine(folder, "tokenizer.json"));
        var path =
            File.Exists(text) ? text
            : File.Exists(json) ? json
            : throw new InvalidInputException(
                $"no tokenizer in {folder}",
                "vocab.txt or tokenizer.json beside GroundingDINO's model.onnx",
                "copy one of them from the export"
            );
        try
        {
            using Stream vocabulary = path == json ? new MemoryStream(Encoding.UTF8.GetBytes(Lines(path))) : File.OpenRead(path);
            // The settings of BERT's own uncased tokenizer. Names of special tokens in a phrase are ordinary text.
            return new(BertTokenizer.Create(vocabulary, new() { RemoveNonSpacingMarks = true, SplitOnSpecialTokens = false }));
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException or FormatException)
        {
            throw new InvalidInputException(
                $"{path} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "the vocabulary of an uncased BERT, [CLS], [SEP], [PAD], [UNK] and [MASK] among it",
                "copy it from the export"
            );
        }
    }

    /// <summary>Makes the prompt that asks for one phrase.</summary>
    /// <param name="phrase">
    /// Any text. Full stops and question marks would divide it into several phrases, of which
    /// published exports read only the first, so they are removed.
    /// </param>
    /// <param name="most">Most tokens; a longer phrase loses its end.</param>
    /// <returns>Begin, the phrase's tokens, stop, end.</returns>
    public int[] Encode(string phrase, int most)
    {
        var words = string.Join(' ', phrase.Split([.. " \t\r\n.?"], StringSplitOptions.RemoveEmptyEntries));
        return
        [
            _pieces.ClassificationTokenId,
            .. _pieces.EncodeToIds(words, addSpecialTokens: false).Take(most - Frame),
            .. _stop,
            _pieces.SeparatorTokenId,
        ];
    }

    // The tokens of a tokenizer.json in the order of their ids, which is the format of a vocab.txt.
    private static string Lines(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        var tokens = json
            .RootElement.GetProperty("model")
            .GetProperty("vocab")
            .EnumerateObject()
            .OrderBy(t => t.Value.GetInt32())
            .ToArray();
        return tokens.Where((t, i) => t.Value.GetInt32() != i).Any()
            ? throw new FormatException("ids with gaps")
            : string.Join('\n', tokens.Select(t => t.Name));
    }
}
