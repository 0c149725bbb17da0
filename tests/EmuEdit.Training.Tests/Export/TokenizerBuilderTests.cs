using EmuEdit.Onnx;
using EmuEdit.TestKit;
using EmuEdit.Training.Export;
using EmuEdit.World;

namespace EmuEdit.Training.Tests.Text;

public sealed class TokenizerBuilderTests : IDisposable
{
    private const int Length = 48;

    private readonly TemporaryFolder _folder = new();
    private readonly TokenizerBuilder _builder = new(WorldVocabulary.Words);
    private readonly ClipTokenizer _tokenizer;

    public TokenizerBuilderTests()
    {
        _builder.Write(_folder.Path, Length);
        _tokenizer = ClipTokenizer.Load(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Encode_OfEveryWordOfTheWorld_IsOneToken() =>
        Assert.All(WorldVocabulary.Words.Where(w => w.All(char.IsLetter)), word => Assert.Equal([word + "</w>"], Pieces(word)));

    [Theory]
    [InlineData("please", "please</w>")]
    [InlineData("quixotic zebra", "quixotic</w>zebra</w>")]
    [InlineData("Make it RED!", "make</w>it</w>red</w>!</w>")]
    [InlineData("é", "Ã©</w>")]
    [InlineData("猫", "çĮ«</w>")]
    public void Encode_OfAnyText_DecodesBack(string text, string joined) => Assert.Equal(joined, string.Concat(Pieces(text)));

    [Fact]
    public void Encode_OfNothing_IsStartAndEnds()
    {
        var ids = _tokenizer.Encode("").Ids;
        Assert.Equal(Length, ids.Count);
        Assert.Equal(_builder.Vocabulary[TokenizerBuilder.Start], ids[0]);
        Assert.All(ids.Skip(1), id => Assert.Equal(_builder.Vocabulary[TokenizerBuilder.End], id));
    }

    [Fact]
    public void Vocabulary_OfWordsInAnotherOrder_IsTheSame()
    {
        var other = new TokenizerBuilder(WorldVocabulary.Words.Reverse());
        Assert.Equal(_builder.Merges, other.Merges);
        Assert.Equal(_builder.Vocabulary.OrderBy(t => t.Value), other.Vocabulary.OrderBy(t => t.Value));
    }

    private string[] Pieces(string text)
    {
        var tokens = _builder.Vocabulary.ToDictionary(t => t.Value, t => t.Key);
        return
        [
            .. _tokenizer.Encode(text).Ids.Select(id => tokens[id]).Where(t => t is not (TokenizerBuilder.Start or TokenizerBuilder.End)),
        ];
    }
}
