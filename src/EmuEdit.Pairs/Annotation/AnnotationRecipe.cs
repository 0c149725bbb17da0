using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>
/// Computes the second image from the first by marking the object that the instruction is about.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Mark">
/// Returns the marked image and the changed region, given the image and the object's area.
/// </param>
internal sealed record AnnotationRecipe(EditTask Task, Func<Image, GroundedArea, (Image Target, Mask Region)> Mark) : PairRecipe(Task)
{
    /// <inheritdoc/>
    public override MaskTarget MaskTarget => MaskTarget.Foreground;

    /// <summary>Draws the detector's box on the image.</summary>
    public static (Image Target, Mask Region) DrawBox(Image picture, GroundedArea area)
    {
        var framed = Annotations.Framed(area.Box, picture.Width);
        return (Annotations.Boxed(picture, framed), framed.ToMask(picture.Width, picture.Height));
    }

    /// <summary>Paints the segmenter's mask on the image.</summary>
    public static (Image Target, Mask Region) PaintMask(Image picture, GroundedArea area) =>
        (Annotations.Painted(picture, area.Mask), area.Mask);
}

/// <summary>Marks what was grounded.</summary>
internal sealed class AnnotationGenerator : PairGenerator<AnnotationRecipe>
{
    private const string Method = "annotator";

    protected override void Generate(
        IReadOnlyList<(FirstImage Image, AnnotationRecipe Recipe)> images,
        PairOutcomes outcomes,
        CancellationToken cancellationToken
    )
    {
        foreach (var (image, recipe) in images)
        {
            var (target, region) = recipe.Mark(image.Picture, image.Area!);
            outcomes.Succeed(image.Draft, image.Pair(target, region, image.Origin(candidate: 0, Method)));
        }
    }
}
