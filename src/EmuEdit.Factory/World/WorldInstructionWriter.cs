using EmuEdit.Core;
using EmuEdit.Instructions;
using EmuEdit.World;

namespace EmuEdit.Factory;

/// <summary>
/// Instructions by grammar, about scenes of the built-in world; no language model is needed. The
/// texts are those of <see cref="WorldDataset.Sample(long, EditTask)"/> with the request's seed and
/// index, so that the world can tell the truth about them.
/// </summary>
/// <param name="size">
/// Pixels a side of the world's pictures, at least 8; default 128. Which edits are large enough to
/// be seen depends on it.
/// </param>
/// <param name="heldOut">Whether the phrasings are those that training never sees; default false.</param>
/// <exception cref="InvalidInputException">The size is below 8.</exception>
public sealed class WorldInstructionWriter(int size = 128, bool heldOut = false) : IInstructionWriter
{
    private readonly int _size = new WorldDataset(0, size).Size;

    /// <summary>Names the grammar in <see cref="InstructionProvenance"/>.</summary>
    public const string Model = "built-in world";

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">
    /// The task is not one of the sixteen, or there is a caption: the world has its own.
    /// </exception>
    public Task<InstructionOutcome> WriteAsync(InstructionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Caption is not null)
            throw new InvalidInputException(
                "a caption for the built-in world",
                "none: it describes scenes of its own",
                "leave the captions out, or configure a language model"
            );
        var sample = new WorldDataset(request.Seed, _size, heldOut).Sample(request.Index, EditTask.Named(request.Task.Name));
        return Task.FromResult<InstructionOutcome>(new WrittenInstruction(
            sample.Task, sample.InputCaption, sample.Instruction, sample.EditedObject, sample.OutputCaption, new(Model) { Tries = 1 }));
    }
}
