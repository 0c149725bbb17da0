using EmuEdit.Core;
using EmuEdit.Instructions;
using EmuEdit.World;

namespace EmuEdit.Factory.Tests;

public class WorldInstructionWriterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Tasks => [.. EditTask.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task Write_OfATask_HasTheTextsOfTheWorldsSample(string task)
    {
        for (var i = 0; i < 5; i++)
        {
            var sample = new WorldDataset(9, 32).Sample(i, EditTask.Named(task));
            var written = Assert.IsType<WrittenInstruction>(
                await new WorldInstructionWriter(32).WriteAsync(Request(null, task, 9, i), Stop)
            );
            Assert.Equal(
                (sample.Task, sample.InputCaption, sample.Instruction, sample.EditedObject, sample.OutputCaption),
                (written.Task, written.InputCaption, written.Instruction, written.EditedObject, written.OutputCaption)
            );
            Assert.Equal(new(WorldInstructionWriter.Model) { Tries = 1 }, written.Provenance);
        }
    }

    [Fact]
    public async Task Write_HeldOut_UsesPhrasingsThatTrainingNeverSees()
    {
        var writer = new WorldInstructionWriter(32, heldOut: true);
        var instructions = new List<string>();
        for (var i = 0; i < 10; i++)
            instructions.Add(
                Assert.IsType<WrittenInstruction>(await writer.WriteAsync(Request(null, "segment", index: i), Stop)).Instruction
            );
        Assert.All(instructions, i => Assert.StartsWith("please", i, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_WithACaption_SaysThatTheWorldHasItsOwn() =>
        Assert.Contains(
            "leave the captions out",
            (await Assert.ThrowsAsync<InvalidInputException>(() => new WorldInstructionWriter(32).WriteAsync(Request(), Stop))).Message,
            StringComparison.OrdinalIgnoreCase
        );

    [Fact]
    public async Task Write_UnknownTask_IsRefused() =>
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            new WorldInstructionWriter(32).WriteAsync(Request(null) with { Task = new("deblur", "vision", "remove blur") }, Stop)
        );

    [Fact]
    public void Constructor_SizeTooSmall_SaysWhatIsAllowed() =>
        Assert.Contains(
            "8 or more",
            Assert.Throws<InvalidInputException>(() => new WorldInstructionWriter(4)).Message,
            StringComparison.Ordinal
        );

    private static InstructionRequest Request(string? caption = "a red cube", string task = "remove", long seed = 7, long index = 0) =>
        new(caption, EditTask.Named(task), seed, index);
}
