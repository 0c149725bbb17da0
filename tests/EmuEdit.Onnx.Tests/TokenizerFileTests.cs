using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class TokenizerFileTests : IDisposable
{
    private static readonly string s_golden = Path.Combine(
        Paths.Repository,
        "tests",
        "EmuEdit.Networks.Tests",
        "Golden",
        "tokenizer",
        "tokenizer"
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_OfTokenizerJsonAlone_GivesTheSameIds(bool mergesInPairs)
    {
        Write("BPE", mergesInPairs);
        var (expected, actual) = (ClipTokenizer.Load(s_golden), ClipTokenizer.Load(_folder.Path));
        foreach (var text in new[] { "", "a photograph of an astronaut riding a horse!", "Straße, 12.5 €", "<|endoftext|> it's" })
            Assert.Equal(expected.Encode(text).Ids, actual.Encode(text).Ids);
    }

    [Fact]
    public void Load_OfAnotherKindOfTokenizer_IsRefused()
    {
        Write("WordPiece", mergesInPairs: false);
        Assert.Contains("WordPiece", Assert.Throws<InvalidInputException>(() => ClipTokenizer.Load(_folder.Path)).Message);
    }

    [Fact]
    public void Load_OfAnEmptyFolder_NamesTheFile() =>
        Assert.Contains("vocab.json", Assert.Throws<InvalidInputException>(() => ClipTokenizer.Load(_folder.Path)).Message);

    private void Write(string type, bool mergesInPairs)
    {
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(s_golden, "vocab.json")))!;
        var merges = File.ReadLines(Path.Combine(s_golden, "merges.txt"))
            .Where(l => l.Length > 0 && !l.StartsWith("#version", StringComparison.Ordinal))
            .ToList();
        string[] special = ["<|startoftext|>", "<|endoftext|>"];
        File.WriteAllText(
            _folder["tokenizer.json"],
            JsonSerializer.Serialize(
                new
                {
                    version = "1.0",
                    added_tokens = special.Select(s => new { id = vocabulary[s], content = s }),
                    model = new
                    {
                        type,
                        vocab = vocabulary.Where(v => !special.Contains(v.Key)).ToDictionary(),
                        merges = mergesInPairs ? (object)merges.Select(m => m.Split(' ')) : merges,
                    },
                }
            )
        );
        foreach (var file in new[] { "tokenizer_config.json", "special_tokens_map.json" })
            if (File.Exists(Path.Combine(s_golden, file)))
                File.Copy(Path.Combine(s_golden, file), _folder[file]);
    }
}
