namespace EmuEdit.Core.Tests;

public class InvalidInputExceptionTests
{
    [Theory]
    [InlineData("a\r\n\t b", "a b; allowed: 1 2. Do c.")]
    [InlineData("a\u001b[31m\0", "a [31m ; allowed: 1 2. Do c.")]
    [InlineData("a\u2028b\u0085c", "a b c; allowed: 1 2. Do c.")]
    public void Message_OfWhatIsNoText_IsOneLine(string given, string expected) =>
        Assert.Equal(expected, new InvalidInputException(given, "1\n2", "do\nc").Message);

    [Fact]
    public void Message_OfWhatIsVeryLong_IsCut() =>
        Assert.Equal(new string('x', 2000) + "...; allowed: y.", new InvalidInputException(new('x', 70000), "y").Message);
}
