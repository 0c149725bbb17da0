using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>
/// Caption -> instruction, the first stage of the data set (Emu Edit, "Instruction generation").
/// May be used from several threads.
/// </summary>
public interface IInstructionWriter
{
    /// <summary>
    /// Writes the instruction of one sample. What is random about it follows from the request's
    /// seed and index.
    /// </summary>
    /// <param name="request">The sample.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>A <see cref="WrittenInstruction"/>, or a <see cref="RejectedInstruction"/> with the reason.</returns>
    /// <exception cref="InvalidInputException">
    /// The writer does not know the task, or is not made for such captions.
    /// </exception>
    /// <exception cref="ChatException">The language model cannot be asked.</exception>
    /// <exception cref="Storage.BlobStoreException">
    /// Replies are recorded, and the record cannot be read or written.
    /// </exception>
    Task<InstructionOutcome> WriteAsync(InstructionRequest request, CancellationToken cancellationToken = default);
}

/// <summary>One sample that wants an instruction.</summary>
/// <param name="Caption">
/// Describes the input picture; null where the writer has its own, as the built-in world does.
/// </param>
/// <param name="Task">The kind of edit.</param>
/// <param name="Seed">Seed of the whole batch.</param>
/// <param name="Index">Which sample of the batch; at least 0.</param>
public sealed record InstructionRequest(string? Caption, EditTask Task, Seed Seed, long Index);
