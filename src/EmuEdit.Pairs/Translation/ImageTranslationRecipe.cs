using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>Draws the second image as a map of the first, or the first as a map of the second.</summary>
/// <param name="Task">The task.</param>
/// <param name="AnnotatorOf">Returns the annotator that draws the map; null if there is none.</param>
/// <param name="MapNames">
/// What captions call the map: the one that begins "a depth map of X" belongs to the map.
/// </param>
internal sealed record ImageTranslationRecipe(EditTask Task, Func<PairModels, IAnnotator?> AnnotatorOf, params string[] MapNames)
    : PairRecipe(Task)
{
    /// <summary>Returns whether the input is the map.</summary>
    public override bool IsBackward(WrittenInstruction instruction) =>
        MapNames.Any(name => instruction.InputCaption.StartsWith($"a {name} of ", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override bool NeedsRendered(PairModels models) => AnnotatorOf(models) is { KnowsRenderedOnly: true };
}

/// <summary>Direction of an image translation. The captions determine it.</summary>
public static class Translation
{
    /// <summary>Returns whether the input is the map.</summary>
    /// <param name="instruction">The instruction of a task that translates between images and maps.</param>
    public static bool IsBack(WrittenInstruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        return PairRecipes.Of(instruction.Task) is ImageTranslationRecipe recipe && recipe.IsBackward(instruction);
    }
}
