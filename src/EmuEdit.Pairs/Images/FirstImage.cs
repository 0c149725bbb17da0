using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>
/// The image of a pair that is made first: the one before the edit, or the one after it if the
/// draft is backward.
/// </summary>
/// <param name="Draft">The request and its recipe.</param>
/// <param name="Source">Where the image comes from.</param>
/// <param name="Picture">The image.</param>
/// <param name="Trajectory">Its latents; null if nothing is denoised.</param>
internal sealed record FirstImage(PairDraft Draft, ImageSource Source, Image Picture, Trajectory? Trajectory = null)
{
    /// <summary>What was found in it; null if nothing was looked for.</summary>
    public GroundedArea? Area { get; init; }

    /// <summary>Returns how a candidate is made, as far as it follows from this image.</summary>
    public PairOrigin Origin(int candidate, string method) =>
        new(
            Draft.Recipe.Task.Name,
            Source is ImageSource.Generated ? PairOrigin.Generated : PairOrigin.Rendered,
            Draft.Request.Seed,
            Draft.Request.Index,
            candidate
        )
        {
            Method = method,
            Swapped = Draft.IsBackward,
            Grounded = Area?.Phrase,
            Presence = Area?.Confidence,
        };

    /// <summary>Returns a pair with this image.</summary>
    /// <param name="second">The other image.</param>
    /// <param name="region">Where they may differ.</param>
    /// <param name="origin">How the pair was made.</param>
    public ImagePair Pair(Image second, Mask region, PairOrigin origin)
    {
        var (input, target) = Draft.IsBackward ? (second, Picture) : (Picture, second);
        var written = Draft.Instruction;
        return new(
            new(
                input,
                written.Instruction,
                target,
                written.Task,
                region,
                written.InputCaption,
                written.OutputCaption,
                written.EditedObject
            ),
            origin
        );
    }

    /// <summary>Returns a pair whose region is where its images differ.</summary>
    public ImagePair ChangedPair(Image second, string method) =>
        Pair(second, Mask.OfChanges(Picture, second), Origin(candidate: 0, method));
}

/// <summary>
/// The first image of a pair with its latents at each noise level. The edited branch is blended
/// with them at each step.
/// </summary>
/// <param name="Picture">The image.</param>
/// <param name="Caption">The caption that it was generated from, or that describes it.</param>
/// <param name="Latents">
/// z at each noise level, from noise to the clean latent; one more than the number of steps.
/// </param>
internal sealed record Trajectory(Image Picture, string Caption, float[][] Latents)
{
    /// <summary>Number of denoising steps.</summary>
    public int Steps => Latents.Length - 1;
}
