using System.Text.Json.Serialization;

namespace EmuEdit.Instructions;

/// <summary>
/// One worked example of a task. <c>{verb}</c> in its instruction stands for any of the task's
/// verbs.
/// </summary>
/// <param name="Caption">Describes the picture before.</param>
/// <param name="Instruction">What to do.</param>
/// <param name="Object">The object that it is about; empty for an edit of the whole picture.</param>
/// <param name="OutputCaption">Describes the picture after.</param>
internal sealed record Exemplar(
    string Caption,
    string Instruction,
    string Object,
    [property: JsonPropertyName("output_caption")] string OutputCaption
)
{
    public AgentAnswer Answer => new(Instruction, Object, OutputCaption);

    public Exemplar With(string verb) =>
        this with
        {
            Instruction = Instruction.Replace(TaskAgent.VerbPlace, verb, StringComparison.Ordinal),
        };
}

/// <summary>What an agent answers.</summary>
/// <param name="Instruction">What to do.</param>
/// <param name="Object">The object that it is about; empty for an edit of the whole picture.</param>
/// <param name="OutputCaption">Describes the picture after.</param>
internal sealed record AgentAnswer(string Instruction, string Object, [property: JsonPropertyName("output_caption")] string OutputCaption);
