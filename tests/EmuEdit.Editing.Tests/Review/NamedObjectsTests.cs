namespace EmuEdit.Editing.Tests;

public class NamedObjectsTests
{
    [Theory]
    [InlineData("remove the purple giraffe", "purple giraffe")]
    [InlineData("Remove the car from the picture.", "car")]
    [InlineData("make the red cube bigger", "red cube")]
    [InlineData("turn the sphere green", "sphere")]
    [InlineData("please paint the wooden cone blue", "wooden cone")]
    [InlineData("turn the golden sphere stone", "golden sphere")]
    [InlineData("replace the blue cube with a red sphere", "blue cube")]
    [InlineData("there should be nothing in place of the striped cylinder", "striped cylinder")]
    [InlineData("show the mask of the person in blue", "person in blue")]
    [InlineData("write taxi on the sign in red", "sign")]
    [InlineData("add a hat to the man on the left", "man")]
    [InlineData("put a cone where the cube is", "cube")]
    [InlineData("the cube should be red", "cube")]
    [InlineData("remove the building", "building")]
    [InlineData("remove the left cube", "left cube")]
    public void Phrase_AfterADefiniteArticle_IsAnObject(string instruction, string expected) =>
        Assert.Equal([expected], NamedObjects.In(instruction));

    [Theory]
    [InlineData("make it night")]
    [InlineData("add a red sphere at the front left")]
    [InlineData("at the front middle add a small white cube")]
    [InlineData("increase the contrast")]
    [InlineData("make the colors stronger")]
    [InlineData("turn the depth map into a big cone")]
    [InlineData("change the background to a beach")]
    [InlineData("let the fog go away")]
    [InlineData("make the picture blurry")]
    [InlineData("set the scene in the mountains")]
    [InlineData("change the background to the sea")]
    [InlineData("from this segmentation map make a big cone")]
    [InlineData("move it to the front left")]
    [InlineData("the")]
    public void Phrase_OfNoObject_IsLeftOut(string instruction) => Assert.Empty(NamedObjects.In(instruction));

    [Fact]
    public void Phrases_OfSeveralObjects_AreAllFound() =>
        Assert.Equal(["red cube", "sphere"], NamedObjects.In("swap the red cube and the sphere, then remove the red cube"));
}
