namespace EmuEdit.Pairs;

/// <summary>Draws maps with the annotators, one call per task.</summary>
internal sealed class ImageTranslationGenerator(PairModels models) : PairGenerator<ImageTranslationRecipe>
{
    private const string FromWorld = "truth", FromModel = "annotator";

    protected override void Generate(
        IReadOnlyList<(FirstImage Image, ImageTranslationRecipe Recipe)> images,
        PairOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in images.GroupBy(i => i.Recipe, i => i.Image))
            if (group.Key.AnnotatorOf(models) is { } annotator)
                foreach (var (image, map) in group.Zip(annotator.Annotate([.. group.Select(i => (i.Picture, i.Draft.Request))])))
                    outcomes.Succeed(image.Draft, image.ChangedPair(map, annotator.KnowsRenderedOnly ? FromWorld : FromModel));
            else
                foreach (var image in group)
                    outcomes.Fail(image.Draft, PairOutcomes.Recipe, $"there is no model for {group.Key.Task}");
    }
}
