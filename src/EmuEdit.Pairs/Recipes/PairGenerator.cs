namespace EmuEdit.Pairs;

/// <summary>Makes the pairs of one kind of recipe, for many samples at once.</summary>
internal interface IPairGenerator
{
    /// <summary>Makes the pairs of those images whose recipe is of this kind.</summary>
    /// <param name="images">
    /// The first images of samples of any recipes; grounded if the recipe requires it.
    /// </param>
    /// <param name="outcomes">Receives the pairs, or why there are none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    void Generate(IReadOnlyList<FirstImage> images, PairOutcomes outcomes, CancellationToken cancellationToken);
}

/// <inheritdoc/>
/// <typeparam name="TRecipe">The kind of recipe.</typeparam>
internal abstract class PairGenerator<TRecipe> : IPairGenerator where TRecipe : PairRecipe
{
    public void Generate(IReadOnlyList<FirstImage> images, PairOutcomes outcomes, CancellationToken cancellationToken)
    {
        List<(FirstImage, TRecipe)> mine = [.. images.Where(i => i.Draft.Recipe is TRecipe).Select(i => (i, (TRecipe)i.Draft.Recipe))];
        if (mine.Count > 0)
            Generate(mine, outcomes, cancellationToken);
    }

    protected abstract void Generate(
        IReadOnlyList<(FirstImage Image, TRecipe Recipe)> images,
        PairOutcomes outcomes,
        CancellationToken cancellationToken
    );
}
