namespace EmuEdit.Instructions;

/// <summary>A reply that cannot be used; the message goes back to the model, so it is a clause without a full stop.</summary>
internal sealed class BadReplyException(InstructionFault fault, string problem, Exception? inner = null) : Exception(problem, inner)
{
    public InstructionFault Fault { get; } = fault;
}
