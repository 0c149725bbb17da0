using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>The recipes of the sixteen tasks.</summary>
internal static class PairRecipes
{
    /// <summary>All recipes, in the order of <see cref="EditTask.All"/>.</summary>
    public static IReadOnlyList<PairRecipe> All { get; } =
    [
        // In place: some steps of the noised input preserve size and position; attention preserves
        // the light around the object.
        new GroundedRecipe(EditTask.Local, MaskTarget.Foreground)
        {
            SelfAttention = new(0, 0.4f), CrossAttention = new(0.4f, 1), InputSteps = new(0, 0.25f),
        },
        // The surface but not the shape: self-attention, which holds the shape, follows the input
        // for many steps.
        new GroundedRecipe(EditTask.Texture, MaskTarget.Foreground)
        {
            SelfAttention = new(0.3f, 0.8f), CrossAttention = new(0.4f, 1), InputSteps = new(0.05f, 0.3f),
        },
        // A removal with input and target swapped (Emu Edit). So the object is grounded in an image
        // that contains it.
        new GroundedRecipe(EditTask.Add, MaskTarget.Foreground) { CrossAttention = new(0.4f, 1), Swapped = true },
        // Paints over the object. The edited branch must not follow the object's own latents and layout.
        new GroundedRecipe(EditTask.Remove, MaskTarget.Foreground) { CrossAttention = new(0.4f, 1) },
        // Everything but the foreground: the inverted mask. The input's first steps keep the ground
        // in place.
        new GroundedRecipe(EditTask.Background, MaskTarget.Background)
        {
            SelfAttention = new(0, 0.4f), CrossAttention = new(0, 0.6f), InputSteps = new(0, 0.15f),
        },
        // Light and weather everywhere without moving anything: prompt-to-prompt without a mask.
        new GroundedRecipe(EditTask.Global, MaskTarget.Nothing)
        {
            SelfAttention = new(0.3f, 0.8f), CrossAttention = new(0.2f, 0.6f), InputSteps = new(0, 0.1f),
        },
        // The rendering but not the scene: plug-and-play (Tumanyan et al. 2023). The edited branch
        // starts from the latents of DDIM inversion and takes the input's self-attention and the
        // features of one decoder layer.
        new GroundedRecipe(EditTask.Style, MaskTarget.Nothing)
        {
            SelfAttention = new(0.3f, 0.8f), CrossAttention = new(0, 0.4f), Features = new(0.3f, 0.8f), Inverted = true,
        },
        // Repaints the area of the text that text recognition finds.
        new GroundedRecipe(EditTask.Text, MaskTarget.Text) { CrossAttention = new(0.4f, 1), InputSteps = new(0, 0.2f) },
        new AnnotationRecipe(EditTask.Detect, AnnotationRecipe.DrawBox),
        new AnnotationRecipe(EditTask.Segment, AnnotationRecipe.PaintMask),
        new FilteredRecipe(EditTask.Color, ColorFilters.Of),
        new ImageTranslationRecipe(EditTask.Depth, models => models.Depth, "depth map"),
        new ImageTranslationRecipe(EditTask.Sketch, models => models.Sketch, "sketch", "pencil sketch"),
        new ImageTranslationRecipe(EditTask.Normal, models => models.Normal, "normal map"),
        new ImageTranslationRecipe(EditTask.Pose, models => models.Pose, "skeleton", "pose", "pose map"),
        new ImageTranslationRecipe(EditTask.SegmentationMap, models => models.SegmentationMap, "segmentation map"),
    ];

    /// <summary>
    /// Returns the recipe of a task, or a <see cref="LearnedRecipe"/> for a task outside the
    /// sixteen.
    /// </summary>
    public static PairRecipe Of(EditTask task) => task.Index is >= 0 and var i ? All[i] : new LearnedRecipe(task);
}
