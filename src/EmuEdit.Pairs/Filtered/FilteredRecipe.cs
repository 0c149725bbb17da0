using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Computes the second image from the first with an image filter.</summary>
/// <param name="Task">The task.</param>
/// <param name="FilterOf">
/// Returns the filter that an instruction asks for; null if it asks for no known filter.
/// </param>
internal sealed record FilteredRecipe(EditTask Task, Func<string, Func<Image, Image>?> FilterOf) : PairRecipe(Task);

/// <summary>Filters the first images.</summary>
internal sealed class FilteredGenerator : PairGenerator<FilteredRecipe>
{
    private const string Method = "filter";

    protected override void Generate(
        IReadOnlyList<(FirstImage Image, FilteredRecipe Recipe)> images,
        PairOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        foreach (var (image, recipe) in images)
            if (recipe.FilterOf(image.Draft.Instruction.Instruction) is { } filter)
                outcomes.Succeed(image.Draft, image.ChangedPair(filter(image.Picture), Method));
            else
                outcomes.Fail(image.Draft, PairOutcomes.Recipe, "the instruction asks for no filter that is known");
    }
}
