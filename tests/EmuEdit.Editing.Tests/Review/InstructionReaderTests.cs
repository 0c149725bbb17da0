namespace EmuEdit.Editing.Tests;

public class InstructionReaderTests
{
    [Theory]
    [InlineData("remove the red sphere and make it night", "remove the red sphere", "make it night")]
    [InlineData("remove the cube, then add a cone", "remove the cube", "add a cone")]
    [InlineData("Remove the cube. Make it night.", "Remove the cube", "Make it night")]
    [InlineData("blur it; and then sharpen it", "blur it", "sharpen it")]
    [InlineData(
        "make it snow, please remove the cone and paint the cube blue",
        "make it snow",
        "please remove the cone",
        "paint the cube blue"
    )]
    public void Edits_OfOneInstruction_AreSplit(string instruction, params string[] expected) =>
        Assert.Equal(expected, InstructionReader.Edits(instruction));

    [Theory]
    [InlineData("make it black and white")]
    [InlineData("add a cube and a sphere")]
    [InlineData("make the sign say and")]
    [InlineData("scale it by 0.5")]
    [InlineData("a person in a city, at night")]
    public void Edit_WithAConjunction_StaysOne(string instruction) => Assert.Equal([instruction], InstructionReader.Edits(instruction));

    [Theory]
    [InlineData("what is this?", true)]
    [InlineData("How many cubes are there", true)]
    [InlineData("a cube?", true)]
    [InlineData("can you make it night?", false)]
    [InlineData("make it night", false)]
    [InlineData("wipe the sign", false)]
    public void Question_IsKnown(string instruction, bool expected) => Assert.Equal(expected, InstructionReader.IsQuestion(instruction));
}
