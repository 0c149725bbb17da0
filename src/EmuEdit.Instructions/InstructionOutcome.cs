using System.Text.Json.Serialization;
using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>
/// What became of a sample: a <see cref="WrittenInstruction"/> or a
/// <see cref="RejectedInstruction"/>. The same from records as when it was paid for.
/// </summary>
/// <param name="Provenance">How it came about.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(WrittenInstruction), "written")]
[JsonDerivedType(typeof(RejectedInstruction), "rejected")]
public abstract record InstructionOutcome(InstructionProvenance Provenance);

/// <summary>An instruction with what the stages after it need.</summary>
/// <param name="Task">The kind of edit.</param>
/// <param name="InputCaption">Describes the picture before.</param>
/// <param name="Instruction">What to do, one line.</param>
/// <param name="EditedObject">
/// Name of the object that the edit is about, to be grounded in the picture; of the foreground that
/// stays for a background edit; null for an edit of the whole picture.
/// </param>
/// <param name="OutputCaption">Describes the picture after.</param>
/// <param name="Provenance">How it came about.</param>
public sealed record WrittenInstruction(
    EditTask Task,
    string InputCaption,
    string Instruction,
    string? EditedObject,
    string OutputCaption,
    InstructionProvenance Provenance
) : InstructionOutcome(Provenance);

/// <summary>No instruction, and why.</summary>
/// <param name="Fault">The kind of fault, to be counted; of the last reply where there were several.</param>
/// <param name="Reason">The fault in words.</param>
/// <param name="Provenance">How it came about.</param>
public sealed record RejectedInstruction(InstructionFault Fault, string Reason, InstructionProvenance Provenance)
    : InstructionOutcome(Provenance);

/// <summary>Where an instruction comes from.</summary>
/// <param name="Model">
/// The language model as it names itself, or as it was asked for where it never answered; "built-in
/// world" for the built-in world.
/// </param>
public sealed record InstructionProvenance(string Model)
{
    /// <summary>Replies that were asked for, recorded ones included; 0 where the caption was refused.</summary>
    public int Tries { get; init; }

    /// <summary>The verb that the agent was told to use; null where there is no agent.</summary>
    public string? Verb { get; init; }

    /// <summary>How many exemplars the agent was shown.</summary>
    public int Exemplars { get; init; }

    /// <summary>
    /// What was passed over or mended to read the reply, by name, with commas between; null where
    /// it was as asked for.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Repairs { get; init; }

    /// <summary>Tokens of all tries together; those that the endpoint did not count are missing.</summary>
    public ChatTokens Tokens { get; init; }
}
