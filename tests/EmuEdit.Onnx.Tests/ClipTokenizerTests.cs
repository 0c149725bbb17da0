using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Onnx.Tests;

public sealed class ClipTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Red lower", "red</w> lower</w>")]
    [InlineData("  RED\n\n42 ", "red</w> 4</w> 2</w>")]
    [InlineData("lowers", "low e r s</w>")]
    [InlineData("é a!?", "Ã©</w> a</w> ! ?</w>")]
    [InlineData("it's", "i t</w> ' s</w>")]
    [InlineData("日", "æ Ĺ ¥</w>")]
    [InlineData("", "")]
    public void Encode_Text_GivesClipsTokensBetweenBeginAndEnd(string text, string expected)
    {
        var tokens = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var encoded = Tokenizer().Encode(text);
        Assert.Equal(
            [TinyTokenizer.Begin, .. tokens, TinyTokenizer.End],
            encoded.Ids.Take(encoded.Length).Select(i => TinyTokenizer.Vocabulary[i])
        );
        Assert.False(encoded.Truncated);
    }

    [Fact]
    public void Encode_ShortText_IsPaddedWithTheEndToken()
    {
        var encoded = Tokenizer().Encode("red");
        Assert.Equal((16, 3), (encoded.Ids.Count, encoded.Length));
        Assert.All(encoded.Ids.Skip(2), id => Assert.Equal(TinyTokenizer.Id(TinyTokenizer.End), id));
    }

    [Fact]
    public void Encode_LongText_KeepsTheEndTokenAndSaysThatItWasCut()
    {
        var encoded = Tokenizer().Encode(string.Join(' ', Enumerable.Repeat("red", 100)));
        Assert.True(encoded.Truncated);
        Assert.Equal(16, encoded.Ids.Count);
        Assert.Equal(TinyTokenizer.Id(TinyTokenizer.End), encoded.Ids[^1]);
        Assert.Equal(TinyTokenizer.Id("red</w>"), encoded.Ids[^2]);
    }

    [Fact]
    public void Encode_ByteThatTheVocabularyLacks_BecomesTheEndToken()
    {
        TinyTokenizer.Write(_folder.Path);
        var vocabulary = File.ReadAllText(_folder["vocab.json"])
            .Replace("\"z\":", "\"unused1\":")
            .Replace("\"z\\u003C/w\\u003E\":", "\"unused2\":");
        File.WriteAllText(_folder["vocab.json"], vocabulary);
        var encoded = ClipTokenizer.Load(_folder.Path).Encode("red z red");
        Assert.Equal(
            [TinyTokenizer.Id("red</w>"), TinyTokenizer.Id(TinyTokenizer.End), TinyTokenizer.Id("red</w>")],
            encoded.Ids.Skip(1).Take(3)
        );
    }

    [Theory]
    [InlineData(null, 77)]
    [InlineData("{}", 77)]
    [InlineData("""{"model_max_length": 1e30}""", 77)]
    [InlineData("""{"model_max_length": 48, "pad_token": {"content": "!"}}""", 48)]
    public void Load_AnySettings_TakesTheirLengthOrClips(string? settings, int expected)
    {
        TinyTokenizer.Write(_folder.Path, length: null);
        if (settings is not null)
            File.WriteAllText(_folder["tokenizer_config.json"], settings);
        Assert.Equal(expected, ClipTokenizer.Load(_folder.Path).Length);
    }

    [Theory]
    [InlineData("vocab.json", null)]
    [InlineData("merges.txt", null)]
    [InlineData("vocab.json", "{\"a\":0}")]
    [InlineData("vocab.json", "not json")]
    [InlineData("merges.txt", "x y z")]
    [InlineData("merges.txt", "q q")]
    [InlineData("tokenizer_config.json", "{\"model_max_length\": 2}")]
    public void Load_FileMissingOrBroken_IsRefusedWithItsName(string file, string? content)
    {
        TinyTokenizer.Write(_folder.Path);
        if (content is null)
            File.Delete(_folder[file]);
        else
            File.WriteAllText(_folder[file], content);
        Assert.Contains(_folder.Path, Assert.Throws<InvalidInputException>(() => ClipTokenizer.Load(_folder.Path)).Message);
    }

    private ClipTokenizer Tokenizer()
    {
        TinyTokenizer.Write(_folder.Path);
        return ClipTokenizer.Load(_folder.Path);
    }
}
