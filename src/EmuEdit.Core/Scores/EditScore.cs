namespace EmuEdit.Core;

/// <summary>
/// How close an edit came to its true target. Errors are mean absolute differences over pixels and
/// channels, on 0..1.
/// </summary>
/// <param name="Inside">Error to the target inside the true changed region; 0 when the region is empty.</param>
/// <param name="Outside">Error to the target outside the region; 0 when the region is the whole image.</param>
/// <param name="Unchanged">What <paramref name="Inside"/> would be for the unchanged input image.</param>
/// <param name="Similarity">
/// <see cref="StructuralSimilarity"/> of edit and target inside the region, at most 1. For a
/// redrawn image, pixels count by their contrast.
/// </param>
/// <param name="Success">Whether the edit counts as a success, see <see cref="Of"/>.</param>
public readonly record struct EditScore(double Inside, double Outside, double Unchanged, double Similarity, bool Success)
{
    /// <summary>Largest error inside the region that counts as success.</summary>
    public const double InsideLimit = 0.08;

    /// <summary>Largest share of the unchanged input's error that counts as success.</summary>
    public const double ImprovementLimit = 0.7;

    /// <summary>Error outside the region that an edit must stay below.</summary>
    public const double OutsideLimit = 0.045;

    /// <summary>Least similarity of a redrawn image that counts as success.</summary>
    public const double RedrawnSimilarity = 0.9;

    /// <summary>
    /// Least similarity of a changed region that counts as success, unless its error is at most
    /// <see cref="CloseError"/>.
    /// </summary>
    public const double ChangedSimilarity = 0.75;

    /// <summary>Error inside a changed region up to which the eye sees no difference that matters.</summary>
    public const double CloseError = 0.04;

    private const double WholeImage = 0.9;

    /// <summary>
    /// Scores one edit. It is a success when the error outside the region is small, the error
    /// inside is small and smaller than the unchanged input's, and the region looks like the
    /// target's. An image that is redrawn as a whole (a style, a map, an image from a map) must
    /// also show its objects as sharply. The limits were chosen on edits that were looked at; see
    /// docs/quality.md. When the region is empty, only the condition on the outside counts.
    /// </summary>
    /// <param name="edit">The edited image, of the target's size.</param>
    /// <param name="sample">The instruction's sample, with the true target and region.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static EditScore Of(Image edit, EditSample sample)
    {
        ArgumentNullException.ThrowIfNull(edit);
        ArgumentNullException.ThrowIfNull(sample);
        var (inside, outside) = PixelError.Split(edit, sample.Target, sample.Region);
        var (unchanged, _) = PixelError.Split(sample.Input, sample.Target, sample.Region);
        if (sample.Region.Count == 0)
            return new(inside, outside, unchanged, 1, outside < OutsideLimit);
        var likeness = new StructuralSimilarity(edit, sample.Target);
        var redrawn = IsRedrawn(sample);
        var similarity = redrawn ? likeness.MeanByContrast(sample.Region) : likeness.Mean(sample.Region);
        var alike = redrawn ? similarity >= RedrawnSimilarity : similarity >= ChangedSimilarity || inside <= CloseError;
        var improved = inside <= InsideLimit && inside < ImprovementLimit * unchanged;
        return new(inside, outside, unchanged, similarity, alike && improved && outside < OutsideLimit);
    }

    // Of a task that is not one of the sixteen, the region decides.
    private static bool IsRedrawn(EditSample sample) =>
        sample.Task.RedrawsImage
        || sample.Task.Index < 0
            && sample.Region.Count >= WholeImage * sample.Region.Width * sample.Region.Height;
}
