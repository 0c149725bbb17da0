namespace EmuEdit.Instructions;

/// <summary>What an answer must be, beyond its form.</summary>
internal static class ReplyRules
{
    /// <summary>The longest fields, in characters.</summary>
    public const int MaxInstruction = 200, MaxObject = 80, MaxOutputCaption = 1200;

    private static readonly string[] Meta =
    [
        "json",
        "caption",
        "captions",
        "instruction",
        "instructions",
        "prompt",
        "exemplar",
        "language model",
        "as an ai",
    ];

    /// <exception cref="BadReplyException">It breaks a rule.</exception>
    public static void Check(AgentAnswer answer, TaskAgent agent, AgentPrompt prompt)
    {
        CheckText("instruction", answer.Instruction, MaxInstruction);
        CheckText("output_caption", answer.OutputCaption, MaxOutputCaption);
        CheckObject(answer, agent, prompt.Caption);
        CheckChange(answer, agent, prompt.Caption);
        CheckLeaks(answer, agent, prompt);
    }

    private static void CheckText(string field, string text, int most)
    {
        if (!text.Any(char.IsLetterOrDigit))
            throw new BadReplyException(InstructionFault.WrongLength, $"the {field} is empty");
        if (text.Length > most)
            throw new BadReplyException(
                InstructionFault.WrongLength,
                $"the {field} has {text.Length} characters; at most {most} are allowed"
            );
        if (Text.UnplainPartOf(text) is { } part)
            throw new BadReplyException(InstructionFault.NotPlain, $"the {field} has {part}; only one line of plain text is allowed");
    }

    private static void CheckObject(AgentAnswer answer, TaskAgent agent, string caption)
    {
        if (agent.ObjectPlace is ObjectPlace.Nowhere)
        {
            if (answer.Object.Length > 0)
                throw new BadReplyException(
                    InstructionFault.ObjectNotNamed,
                    "the object must be the empty string, because the edit is about the whole picture"
                );
            return;
        }
        CheckText("object", answer.Object, MaxObject);
        var (place, text) = agent.ObjectPlace is ObjectPlace.Caption ? ("caption", caption) : ("output_caption", answer.OutputCaption);
        if (!WordComparison.AreIn(answer.Object, text))
            throw new BadReplyException(
                InstructionFault.ObjectNotNamed,
                $"the object \"{answer.Object}\" is not named in the {place}; use its very words"
            );
    }

    private static void CheckChange(AgentAnswer answer, TaskAgent agent, string caption)
    {
        if (WordComparison.AreSame(answer.OutputCaption, caption))
            throw new BadReplyException(InstructionFault.CaptionUnchanged, "the output_caption is the caption; it must say what changes");
        if (agent.ObjectPlace is ObjectPlace.OutputCaption && WordComparison.AreIn(answer.Object, caption))
            throw new BadReplyException(
                InstructionFault.CaptionUnchanged,
                $"the object \"{answer.Object}\" is in the picture already; add another one"
            );
        if (agent.Map is { } map && WordComparison.AreIn(map, answer.OutputCaption) == WordComparison.AreIn(map, caption))
            throw new BadReplyException(
                InstructionFault.CaptionUnchanged,
                $"exactly one of caption and output_caption must be that of a {map}"
            );
    }

    private static void CheckLeaks(AgentAnswer answer, TaskAgent agent, AgentPrompt prompt)
    {
        if (WordComparison.AreSame(answer.Instruction, prompt.Caption) || WordComparison.AreSame(answer.Instruction, answer.OutputCaption))
            throw new BadReplyException(InstructionFault.Leaked, "the instruction is a caption; it must say what to do");
        if (
            Meta.FirstOrDefault(word => WordComparison.AreIn(word, answer.Instruction) && !WordComparison.AreIn(word, prompt.Caption)) is
            { } meta
        )
            throw new BadReplyException(
                InstructionFault.Leaked,
                $"the instruction speaks of \"{meta}\"; it must speak of the picture alone"
            );
        if (prompt.Exemplars.Any(e => IsCopy(answer, e, agent) && !WordComparison.AreSame(e.Caption, prompt.Caption)))
            throw new BadReplyException(InstructionFault.Leaked, "it repeats an example; write about the caption that was given");
    }

    // "Show the depth map" fits every picture; an instruction about an object that was named for
    // another picture does not.
    private static bool IsCopy(AgentAnswer answer, Exemplar exemplar, TaskAgent agent) =>
        WordComparison.AreSame(answer.OutputCaption, exemplar.OutputCaption)
        || WordComparison.AreSame(answer.OutputCaption, exemplar.Caption)
        || agent.ObjectPlace is not ObjectPlace.Nowhere && WordComparison.AreSame(answer.Instruction, exemplar.Instruction);
}
