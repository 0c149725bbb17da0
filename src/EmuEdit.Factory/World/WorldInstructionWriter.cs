using EmuEdit.Core;
using EmuEdit.Instructions;
using EmuEdit.World;

namespace EmuEdit.Factory;

/// <summary>
/// Writes instructions about scenes of the built-in world with a grammar, without a language model.
/// The texts are those of <see cref="WorldDataset.Sample(long, EditTask)"/> with the request's seed
/// and index, so the world knows the correct result of each instruction.
/// </summary>
/// <param name="size">
/// The size of the world's images in pixels per side, at least 8. Default 128. It determines which
/// edits are large enough to be visible.
/// </param>
/// <param name="heldOut">Whether to use the phrasings that training never sees. Default false.</param>
/// <exception cref="InvalidInputException">The size is below 8.</exception>
public sealed class WorldInstructionWriter(int size = 128, bool heldOut = false) : IInstructionWriter
{
    private readonly int _size = new WorldDataset(0, size).Size;

    /// <summary>The name of the grammar in <see cref="InstructionProvenance"/>.</summary>
    public const string Model = "built-in world";

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">
    /// The task is not one of the sixteen, or the request has a caption. The world writes its captions
    /// itself.
    /// </exception>
    public Task<InstructionOutcome> WriteAsync(InstructionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Caption is not null)
            throw new InvalidInputException(
                "a caption for the built-in world",
                "no caption: the world describes its scenes itself",
                "leave the captions out, or configure a language model"
            );
        var sample = new WorldDataset(request.Seed, _size, heldOut).Sample(request.Index, EditTask.Named(request.Task.Name));
        return Task.FromResult<InstructionOutcome>(new WrittenInstruction(
            sample.Task, sample.InputCaption, sample.Instruction, sample.EditedObject, sample.OutputCaption, new(Model) { Tries = 1 }));
    }
}
