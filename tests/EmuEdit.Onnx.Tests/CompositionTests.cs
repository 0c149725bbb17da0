namespace EmuEdit.Onnx.Tests;

public class CompositionTests
{
    [Theory]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("e\u0302\u0301", "\u1ebf")]
    [InlineData("e\u0301\u0302", "\u00e9\u0302")]
    [InlineData("a\u0323\u0302", "\u1ead")]
    [InlineData("a\u0302\u0323", "\u1ead")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\ud55c\uae00", "\ud55c\uae00")]
    [InlineData("\u0915\u093c", "\u0915\u093c")]
    [InlineData("\u0301", "\u0301")]
    [InlineData("plain", "plain")]
    public void Of_ALetterAndItsMarks_IsOneCharacterWhereThereIsOne(string text, string composed) =>
        Assert.Equal(composed, Composition.Of(text));
}
