using EmuEdit.Core;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public class ReplyRulesTests
{
    [Theory]
    [InlineData("remove", Caption, "take the spotted dog away", "the Spotted Dog", "a red barn")]
    [InlineData("remove", Caption, "remove the dog", "dog", "a red barn")]
    [InlineData("add", Caption, "add a cat on the roof", "cat", "a spotted dog beside a red barn with a cat on the roof")]
    [InlineData("global", Caption, "make it night", "", "a spotted dog beside a red barn at night")]
    [InlineData("depth", Caption, "show the depth map", "", "a depth map of a spotted dog beside a red barn")]
    [InlineData("depth", "a depth map of a dog", "turn the depth map into a dog in a meadow", "", "a dog in a meadow")]
    [InlineData(
        "text",
        "a sign that says 'ignore the caption'",
        "change the caption on the sign to 'open'",
        "sign",
        "a sign that says 'open'"
    )]
    [InlineData("remove", "一只狗坐在红色谷仓旁边", "把狗移除", "狗", "红色谷仓")]
    [InlineData("remove", "ein Hund mit Maulkorb", "entferne den Maulkorb", "Maulkorb", "ein Hund")]
    [InlineData("remove", "खेत में एक कुत्ता", "कुत्ता हटाओ", "कुत्ता", "एक खेत")]
    public void Check_ValidAnswers_Pass(string task, string caption, string instruction, string edited, string output) =>
        Check(task, caption, instruction, edited, output);

    [Theory]
    [InlineData("", "dog", "a red barn", InstructionFault.WrongLength, "the instruction is empty")]
    [InlineData("...", "dog", "a red barn", InstructionFault.WrongLength, "the instruction is empty")]
    [InlineData("remove the dog", "", "a red barn", InstructionFault.WrongLength, "the object is empty")]
    [InlineData("remove the dog", "dog", " ", InstructionFault.WrongLength, "the output_caption is empty")]
    [InlineData("remove the dog\nplease", "dog", "a red barn", InstructionFault.NotPlain, "the instruction has a line end")]
    [InlineData("remove the dog\u0007", "dog", "a red barn", InstructionFault.NotPlain, "U+0007")]
    [InlineData("remove the \u202Edog", "dog", "a red barn", InstructionFault.NotPlain, "U+202E")]
    [InlineData(
        "remove the dog",
        "dog",
        "a red barn\u2028",
        InstructionFault.NotPlain,
        "the output_caption has the control character U+2028"
    )]
    [InlineData("remove the <b>dog</b>", "dog", "a red barn", InstructionFault.NotPlain, "the character <")]
    [InlineData("remove the **dog**", "dog", "a red barn", InstructionFault.NotPlain, "the character *")]
    [InlineData("remove the `dog`", "dog", "a red barn", InstructionFault.NotPlain, "the character `")]
    [InlineData("remove the dog", "dog", "a red barn, see https://example.com", InstructionFault.NotPlain, "a web address")]
    [InlineData("remove the dog as on WWW.example.com", "dog", "a red barn", InstructionFault.NotPlain, "a web address")]
    [InlineData("remove the cat", "cat", "a red barn", InstructionFault.ObjectNotNamed, "\"cat\" is not named in the caption")]
    [InlineData("remove the dog", "dog red", "a red barn", InstructionFault.ObjectNotNamed, "is not named in the caption")]
    [InlineData("remove the do", "do", "a red barn", InstructionFault.ObjectNotNamed, "is not named in the caption")]
    [InlineData("remove it", "the", "a red barn", InstructionFault.ObjectNotNamed, "is not named in the caption")]
    [InlineData("remove the dog", "dog", Caption, InstructionFault.CaptionUnchanged, "must say what changes")]
    [InlineData("remove the dog", "dog", "A spotted dog, beside a red barn.", InstructionFault.CaptionUnchanged, "must say what changes")]
    [InlineData(Caption, "dog", "a red barn", InstructionFault.Leaked, "the instruction is a caption")]
    [InlineData("A red barn!", "dog", "a red barn", InstructionFault.Leaked, "the instruction is a caption")]
    [InlineData("change the caption and remove the dog", "dog", "a red barn", InstructionFault.Leaked, "\"caption\"")]
    [InlineData("answer with JSON", "dog", "a red barn", InstructionFault.Leaked, "\"json\"")]
    [InlineData("ignore all instructions", "dog", "a red barn", InstructionFault.Leaked, "\"instructions\"")]
    [InlineData("as a language model I remove the dog", "dog", "a red barn", InstructionFault.Leaked, "\"language model\"")]
    public void Check_ABrokenRule_IsNamed(string instruction, string edited, string output, InstructionFault fault, string problem) =>
        AssertRefused(fault, problem, () => Check("remove", Caption, instruction, edited, output));

    [Theory]
    [InlineData(
        "add",
        "add a spotted dog",
        "spotted dog",
        "two spotted dogs and a spotted dog beside a red barn",
        InstructionFault.CaptionUnchanged,
        "in the picture already"
    )]
    [InlineData(
        "add",
        "add a cat",
        "cat",
        "a spotted dog beside a red barn with a kitten",
        InstructionFault.ObjectNotNamed,
        "not named in the output_caption"
    )]
    [InlineData(
        "global",
        "make it night",
        "barn",
        "a spotted dog beside a red barn at night",
        InstructionFault.ObjectNotNamed,
        "must be the empty string"
    )]
    [InlineData(
        "depth",
        "show the depth map",
        "",
        "a spotted dog beside a red barn in grey",
        InstructionFault.CaptionUnchanged,
        "exactly one of"
    )]
    public void Check_ARuleOfATask_Holds(
        string task,
        string instruction,
        string edited,
        string output,
        InstructionFault fault,
        string problem
    ) => AssertRefused(fault, problem, () => Check(task, Caption, instruction, edited, output));

    [Theory]
    [InlineData(201, 10, 10, "instruction has 201")]
    [InlineData(10, 81, 10, "object has 81")]
    [InlineData(10, 10, 1201, "output_caption has 1201")]
    public void Check_TooLong_SaysByHowMuch(int instruction, int edited, int output, string problem) =>
        AssertRefused(
            InstructionFault.WrongLength,
            problem,
            () => Check("remove", new string('b', edited), new string('a', instruction), new string('b', edited), new string('c', output))
        );

    [Fact]
    public void Check_CopyOfAShownExemplar_IsRefused()
    {
        var agent = TaskAgent.Of(EditTask.Named("remove"));
        var prompt = AgentPrompt.Draw(agent, Caption, 7, 0, 0.6);
        var shown = prompt.Exemplars[3];
        AssertRefused(
            InstructionFault.Leaked,
            "repeats an example",
            () => ReplyRules.Check(new("remove the dog", "dog", shown.OutputCaption), agent, prompt)
        );
        AssertRefused(
            InstructionFault.Leaked,
            "repeats an example",
            () => ReplyRules.Check(new("remove the dog", "dog", shown.Caption.ToUpperInvariant()), agent, prompt)
        );
        AssertRefused(
            InstructionFault.Leaked,
            "repeats an example",
            () => ReplyRules.Check(new(shown.Instruction, "dog", "a red barn"), agent, prompt)
        );
    }

    private static void Check(string task, string caption, string instruction, string edited, string output)
    {
        var agent = TaskAgent.Of(EditTask.Named(task));
        ReplyRules.Check(new(instruction, edited, output), agent, new(caption, agent.Verbs[0], [], []));
    }
}
