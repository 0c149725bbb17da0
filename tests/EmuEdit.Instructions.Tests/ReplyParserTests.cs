using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public class ReplyParserTests
{
    private const string Good = """{ "instruction": "remove the spotted dog", "object": "spotted dog", "output_caption": "a red barn" }""";

    [Theory]
    [InlineData(Good)]
    [InlineData("\n  " + Good + " \r\n")]
    [InlineData("""{"output_caption":"a red barn","instruction":"remove the spotted dog","object":"spotted\u0020dog"}""")]
    public void Parse_OneObjectWithTheFields_IsRead(string reply) =>
        AssertRead(reply);

    // What a model says besides its answer, and slips of its form, leave no doubt of what is meant.
    [Theory]
    [InlineData("```json\n" + Good + "\n```", "code fence")]
    [InlineData("```\n" + Good + "\n```\n", "code fence")]
    [InlineData("<think>\nThe user wants {json}. Perhaps {\"instruction\": \"add a cat\"}?\n</think>\n\n" + Good, "thoughts")]
    [InlineData("They want a dog gone.</think>" + Good, "thoughts")]
    [InlineData("<thinking>hm</thinking>\n```json\n" + Good + "\n```", "thoughts", "code fence")]
    [InlineData("Sure! Here is the {JSON}: " + Good, "text around")]
    [InlineData(Good + "\n\nAnything else?", "text around")]
    [InlineData("Here you are:\n```json\n" + Good + "\n```\nI removed the dog.", "code fence", "text around")]
    [InlineData("[" + Good + "]", "list of one")]
    [InlineData(Good + "\n" + Good, "said twice")]
    [InlineData(
        """{ "instruction": "remove the spotted dog", "object": "spotted dog", "output_caption": "a red barn", }""",
        "comma or comment"
    )]
    [InlineData(
        """{ "instruction": "remove the spotted dog", /* it */ "object": "spotted dog", "output_caption": "a red barn" }""",
        "comma or comment"
    )]
    [InlineData(
        """{ “instruction”: “remove the spotted dog”, “object”: “spotted dog”, “output_caption”: “a red barn” }""",
        "typographic quotes"
    )]
    [InlineData(
        """{ "Instruction": "remove the spotted dog", "OBJECT": "spotted dog", "output_caption": "a red barn" }""",
        "capital letters"
    )]
    [InlineData(
        """{ "instruction": "remove the spotted dog", "object": "spotted dog", "output_caption": "a red barn", "reasoning": "x" }""",
        "unknown field"
    )]
    [InlineData(
        """{ "instruction": "remove the spotted dog\n", "object": " spotted dog", "output_caption": "a red barn" }""",
        "white space"
    )]
    public void Parse_AnAnswerInOtherClothes_IsReadAndTheRepairIsNamed(string reply, params string[] repairs) => AssertRead(reply, repairs);

    [Theory]
    [InlineData("\uFEFF" + Good)]
    public void Parse_AByteOrderMark_IsNoRepair(string reply) => AssertRead(reply);

    [Fact]
    public void Parse_LongThoughts_DoNotCount() => AssertRead("<think>" + new string('a', 200_000) + "</think>" + Good, "thoughts");

    [Fact]
    public void Parse_AnObjectThatIsNull_IsNone() =>
        Assert.Equal(
            new("make it night", "", "a barn at night"),
            ReplyParser.Parse("""{ "instruction": "make it night", "object": null, "output_caption": "a barn at night" }""").Answer
        );

    private static void AssertRead(string reply, params string[] repairs)
    {
        var (answer, repaired) = ReplyParser.Parse(reply);
        Assert.Equal(new("remove the spotted dog", "spotted dog", "a red barn"), answer);
        Assert.Equal(repairs, repaired);
    }

    [Theory]
    [InlineData("", InstructionFault.NotJson, "empty")]
    [InlineData("I cannot help with that.", InstructionFault.NotJson, "not a JSON object")]
    [InlineData("Sure, with {braces} but no answer.", InstructionFault.NotJson, "not valid JSON")]
    [InlineData("<think>I would say " + Good, InstructionFault.NotJson, "in the middle of the thoughts")]
    [InlineData(
        Good + """{ "instruction": "a", "object": "b", "output_caption": "c" }""",
        InstructionFault.NotJson,
        "2 different JSON objects"
    )]
    [InlineData("""{ "instruction": "remove the spo""", InstructionFault.NotJson, "cut short")]
    [InlineData("""{ 'instruction': 'remove the spotted dog' }""", InstructionFault.NotJson, "not valid JSON")]
    [InlineData(
        """{ "instruction": "a", "instruction": "d", "object": "b", "output_caption": "c" }""",
        InstructionFault.NotJson,
        "not valid JSON"
    )]
    [InlineData("{}", InstructionFault.WrongFields, "\"instruction\" is missing")]
    [InlineData("""{ "instruction": "a", "output_caption": "c" }""", InstructionFault.WrongFields, "\"object\" is missing")]
    [InlineData(
        """{ "Instruction": "a", "instruction": "b", "object": "b", "output_caption": "c" }""",
        InstructionFault.WrongFields,
        "\"instruction\" is missing, or there twice"
    )]
    [InlineData(
        """{ "instruction": 1, "object": "b", "output_caption": "c" }""",
        InstructionFault.WrongFields,
        "\"instruction\" is not a string"
    )]
    [InlineData(
        """{ "instruction": null, "object": "b", "output_caption": "c" }""",
        InstructionFault.WrongFields,
        "\"instruction\" is not a string"
    )]
    [InlineData(
        """{ "instruction": "a", "object": ["b"], "output_caption": "c" }""",
        InstructionFault.WrongFields,
        "\"object\" is not a string"
    )]
    [InlineData("""{ "instruction": "a\ud800b", "object": "b", "output_caption": "c" }""", InstructionFault.NotPlain, "not valid Unicode")]
    public void Parse_AnythingElse_IsRefusedWithTheProblem(string reply, InstructionFault fault, string problem) =>
        AssertRefused(fault, problem, () => ReplyParser.Parse(reply));

    [Fact]
    public void Parse_HugeReply_IsRefused() =>
        AssertRefused(InstructionFault.NotJson, "1000000 characters; at most 10000", () => ReplyParser.Parse(new string('a', 1_000_000)));

    [Fact]
    public void Parse_DeeplyNestedReply_IsRefused() =>
        AssertRefused(
            InstructionFault.NotJson,
            "not valid JSON",
            () => ReplyParser.Parse("{\"instruction\":" + new string('[', 1500) + new string(']', 1500) + "}")
        );
}
