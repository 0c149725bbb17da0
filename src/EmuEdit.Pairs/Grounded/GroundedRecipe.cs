using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>
/// Generates both images, the second by grounded prompt-to-prompt. The shares are drawn
/// uniformly for each candidate.
/// </summary>
internal sealed record GroundedRecipe : PairRecipe
{
    /// <summary>Creates a recipe without any control.</summary>
    /// <param name="task">The task.</param>
    /// <param name="maskTarget">The area to which the edit is confined.</param>
    public GroundedRecipe(EditTask task, MaskTarget maskTarget) : base(task) => MaskTarget = maskTarget;

    /// <summary>
    /// Share of the steps that take self-attention from the input branch: how much of the layout
    /// stays.
    /// </summary>
    public Share SelfAttention { get; init; }

    /// <summary>
    /// Share of the steps that take cross-attention outside the mask from the input branch.
    /// </summary>
    public Share CrossAttention { get; init; }

    /// <summary>
    /// Share of the steps that take a decoder layer's features from the input branch: how much of
    /// the shapes stays.
    /// </summary>
    public Share Features { get; init; }

    /// <summary>
    /// Share of the steps, from the first on, that take the noised input: how much of the shape
    /// stays, inside the mask too.
    /// </summary>
    public Share InputSteps { get; init; }

    /// <summary>
    /// Whether the image after the edit is generated first, and the image before
    /// it is the edited branch. An object that appears can thus be grounded.
    /// </summary>
    public bool Swapped { get; init; }

    /// <summary>
    /// Whether DDIM inversion finds the input's latents even if the input was generated. These
    /// latents contain no guidance.
    /// </summary>
    public bool Inverted { get; init; }

    /// <inheritdoc/>
    public override bool IsBackward(WrittenInstruction instruction) => Swapped;

    /// <inheritdoc/>
    public override bool NeedsRendered(PairModels models) =>
        MaskTarget is MaskTarget.Text && models.Text is { KnowsRenderedOnly: true };

    /// <inheritdoc/>
    public override bool NeedsInversion(ImageSource source) => Inverted || source is ImageSource.Rendered;
}

/// <summary>Range of a share that is drawn uniformly.</summary>
/// <param name="Least">Lower bound, 0 to 1.</param>
/// <param name="Most">Upper bound, from <paramref name="Least"/> to 1.</param>
internal readonly record struct Share(float Least, float Most)
{
    public float Draw(CounterRandom random) => random.NextSingle(Least, Most);
}
