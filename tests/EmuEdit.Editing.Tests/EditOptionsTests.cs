using EmuEdit.Core;

namespace EmuEdit.Editing.Tests;

public sealed class EditOptionsTests
{
    public static TheoryData<EditOptions, string> OutOfRange => new()
    {
        { new() { Steps = 0 }, "1 to 1000" },
        { new() { Steps = 10_000 }, "1 to 1000" },
        { new() { TextGuidance = float.NaN }, "0 to 50" },
        { new() { TextGuidance = float.PositiveInfinity }, "0 to 50" },
        { new() { ImageGuidance = -1 }, "0 to 50" },
        { new() { ImageGuidance = float.NaN }, "0 to 50" },
        { new() { Alpha = 1.5f }, "0 to 1" },
        { new() { Alpha = float.NaN }, "0 to 1" },
        { new() { Reuse = 2 }, "0 to 1" },
        { new() { Reuse = double.NaN }, "0 to 1" },
        { new() { Sampler = "heun" }, "ddim, euler, euler-karras, " },
    };

    [Theory, MemberData(nameof(OutOfRange))]
    public void Validated_ValueOutOfRange_SaysTheRange(EditOptions options, string allowed) =>
        Assert.Contains(allowed, Assert.Throws<InvalidInputException>(options.Validated).Message);

    [Fact]
    public void Validated_NothingGiven_IsValid() => Assert.Equal(new EditOptions(), new EditOptions().Validated());

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public void CheckInstruction_Blank_IsRefused(string instruction) =>
        Assert.Contains(
            "1 to 1000 characters",
            Assert.Throws<InvalidInputException>(() => EditOptions.CheckInstruction(instruction)).Message
        );

    [Fact]
    public void CheckInstruction_TenThousandCharacters_IsRefused() =>
        Assert.Contains(
            "10000 characters",
            Assert.Throws<InvalidInputException>(() => EditOptions.CheckInstruction(new string('a', 10_000))).Message
        );
}
