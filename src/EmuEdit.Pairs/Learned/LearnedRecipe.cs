using EmuEdit.Core;
using EmuEdit.Editing;

namespace EmuEdit.Pairs;

/// <summary>
/// Edits the first image with the model itself, by a task that it has learned from examples.
/// </summary>
/// <param name="Task">The task.</param>
internal sealed record LearnedRecipe(EditTask Task) : PairRecipe(Task);

/// <summary>Edits the first images one by one.</summary>
internal sealed class LearnedGenerator(EditPipeline editor) : PairGenerator<LearnedRecipe>
{
    private const string Method = "learned";

    protected override void Generate(
        IReadOnlyList<(FirstImage Image, LearnedRecipe Recipe)> images,
        PairOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        foreach (var (image, recipe) in images)
        {
            var options = new EditOptions { Task = recipe.Task.Name, Seed = image.Draft.Noise().NextUInt32() };
            var instruction = image.Draft.Instruction.Instruction;
            var edited = editor.Edit(image.Picture, instruction, options, cancellationToken: cancellationToken).Image;
            outcomes.Succeed(image.Draft, image.ChangedPair(edited, Method));
        }
    }
}
