using EmuEdit.Core;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public class PhraseWriterTests
{
    private static readonly string[] s_captions =
    [
        "a red cube and a blue sphere",
        "a blue cube",
        "a red sphere and a green cone",
        "a green cone",
        "a white cylinder",
    ];

    [Theory]
    [InlineData("a red cube and a blue sphere", "keep the red cube", "flip it")]
    [InlineData("a blue cube and a red sphere", "flip it")]
    [InlineData("a green cone", "flip it")]
    public async Task Write_ALearnedTask_TakesPhrasesThatFitThePictureAlone(string caption, params string[] fitting)
    {
        var writer = new PhraseWriter(_ => ["keep the red cube", "flip it"], () => s_captions);
        var written = new HashSet<string>();
        for (var i = 0; i < 40; i++)
        {
            var outcome = Assert.IsType<WrittenInstruction>(await writer.WriteAsync(new(caption, EditTask.Own("flip"), 1, i), Stop));
            Assert.Equal(
                (caption, caption, "flip", null),
                (outcome.InputCaption, outcome.OutputCaption, outcome.Task.Name, outcome.EditedObject)
            );
            written.Add(outcome.Instruction);
        }
        Assert.Equal(fitting.Order(), written.Order());
    }

    [Fact]
    public async Task Write_WhereNoPhraseFits_IsRejected()
    {
        var outcome = await new PhraseWriter(_ => ["keep the red cube"], () => s_captions).WriteAsync(
            new("a green cone", EditTask.Own("flip"), 1, 0),
            Stop
        );
        Assert.Equal(InstructionFault.ObjectNotNamed, Assert.IsType<RejectedInstruction>(outcome).Fault);
    }

    [Fact]
    public async Task Write_ATaskWithoutPhrases_SaysWhatToDo() =>
        Assert.Contains(
            "with --phrase",
            (
                await Assert.ThrowsAsync<InvalidInputException>(() =>
                    new PhraseWriter(_ => [], () => s_captions).WriteAsync(new(null, EditTask.Own("flip"), 1, 0), Stop)
                )
            ).Message
        );
}
