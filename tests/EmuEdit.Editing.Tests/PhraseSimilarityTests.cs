namespace EmuEdit.Editing.Tests;

public class PhraseSimilarityTests
{
    [Theory]
    [InlineData("Mirror the picture!", "mirror the picture", 1)]
    [InlineData("mirror the picture", "draw a box", 0)]
    [InlineData("", "", 0)]
    // Words: 2 of 3 in common; pairs: 1 of 2.
    [InlineData("mirror the picture", "mirror the scene", 0.6)]
    public void Of_TwoPhrases_IsDicesCoefficient(string a, string b, double likeness) =>
        Assert.Equal(likeness, PhraseSimilarity.Of(a, b), 1e-6);

    [Theory]
    [InlineData("add a green cone and draw a box around it", true)]
    [InlineData("put a small sphere at the left and draw a box around it", true)]
    [InlineData("add a red sphere", false)]
    [InlineData("draw a box around the red sphere", false)]
    [InlineData("make it night", false)]
    public void OfNearest_ToldFromTheTasksThatAreLikeIt(string instruction, bool like)
    {
        string[] phrases = ["add a red cube and draw a box around it", "put a big cone at the right and draw a box around it"];
        Assert.Equal(like, PhraseSimilarity.OfNearest(instruction, phrases) >= PhraseSimilarity.Like);
    }
}
