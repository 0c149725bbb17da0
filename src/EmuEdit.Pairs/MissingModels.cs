using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>What a bundle lacks to make the pairs of a task.</summary>
public static class MissingModels
{
    /// <summary>
    /// Returns the models that the recipe of a task needs and that are missing. Null if none is.
    /// </summary>
    /// <param name="models">The models.</param>
    /// <param name="task">One of the sixteen tasks, or a learned one.</param>
    public static string? MissingFor(this PairModels models, EditTask task)
    {
        ArgumentNullException.ThrowIfNull(models);
        return PairRecipes.Of(task) switch
        {
            AnnotationRecipe or GroundedRecipe { MaskTarget: MaskTarget.Foreground or MaskTarget.Background } => Grounding(models),
            GroundedRecipe { MaskTarget: MaskTarget.Text } =>
                Unless(models.Text, models.Text?.KnowsRenderedOnly, "a model that finds text"),
            ImageTranslationRecipe recipe => recipe.AnnotatorOf(models) is var annotator
                ? Unless(annotator, annotator?.KnowsRenderedOnly, $"a model for {task} maps")
                : null,
            _ => null,
        };

        // The built-in world knows its own images only.
        string? Unless(object? model, bool? knowsRenderedOnly, string missing) =>
            model is null || knowsRenderedOnly is true && models.Rendered is null ? missing : null;
    }

    private static string? Grounding(PairModels models) =>
        (models.Detector, models.Segmenter) switch
        {
            (null, null) => "a detector and a segmenter",
            (null, _) => "a detector",
            (_, null) => "a segmenter",
            _ => null,
        };
}
