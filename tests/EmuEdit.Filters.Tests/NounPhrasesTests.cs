using EmuEdit.Core;
using EmuEdit.Filters.Measures;

namespace EmuEdit.Filters.Tests;

public class NounPhrasesTests
{
    [Fact]
    public void PhrasesAreWithoutArticlesSizesAndPostures() =>
        Assert.Equal(
            ["picture", "red striped sphere", "front left", "person in blue", "back middle", "beach", "night"],
            NounPhrases.Of(
                "A picture of a big red striped sphere at the front left and a waving person in blue at the back middle on a beach at night"
            )
        );

    [Theory]
    [InlineData(
        "a big red sphere in a meadow",
        "there is a big blue sphere in a meadow",
        "make the sphere blue",
        "red sphere",
        "blue sphere"
    )]
    [InlineData("a big red sphere in a meadow", "a small red sphere in a meadow", "shrink the sphere", "red sphere", null)]
    [InlineData(
        "a standing person in red on a plaza",
        "a standing person in green on a plaza",
        "let the person be green",
        "person in red",
        "person in green"
    )]
    [InlineData(
        "a cat riding a bicycle, at noon",
        "a photo of a dog riding a bicycle, at noon",
        "turn the cat into a dog",
        "cat",
        "dog riding"
    )]
    public void TheReplacementIsWhatOnlyTheOutputCaptionNames(
        string input,
        string output,
        string instruction,
        string edited,
        string? replacement
    )
    {
        var picture = new Image(8, 8);
        Assert.Equal(
            replacement,
            NounPhrases.Replacement(new(picture, instruction, picture, EditTask.Named("local"), new(8, 8), input, output, edited))
        );
    }
}
