namespace EmuEdit.Core;

/// <summary>
/// How close an edit came to its true target. Errors are mean absolute differences over pixels and
/// channels, on 0..1.
/// </summary>
/// <param name="Inside">Error to the target inside the true changed region; 0 when the region is empty.</param>
/// <param name="Outside">Error to the target outside the region; 0 when the region is the whole image.</param>
/// <param name="Unchanged">What <paramref name="Inside"/> would be for the unchanged input image.</param>
/// <param name="Success">Whether the edit counts as a success, see <see cref="Of"/>.</param>
public readonly record struct EditScore(double Inside, double Outside, double Unchanged, bool Success)
{
    /// <summary>Largest error inside the region that counts as success.</summary>
    public const double InsideLimit = 0.06;

    /// <summary>Error outside the region that an edit must stay below.</summary>
    public const double OutsideLimit = 0.03;

    /// <summary>
    /// Scores one edit. It is a success when the error inside the region is less than half of the
    /// unchanged input's and at most <see cref="InsideLimit"/>, and the error outside is less than
    /// <see cref="OutsideLimit"/>. When the region is empty, only the condition on the outside
    /// counts.
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
        var insideDone = sample.Region.Count == 0 || inside < unchanged / 2 && inside <= InsideLimit;
        return new(inside, outside, unchanged, insideDone && outside < OutsideLimit);
    }
}
