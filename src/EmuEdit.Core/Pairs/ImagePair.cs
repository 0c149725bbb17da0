namespace EmuEdit.Core;

/// <summary>
/// A synthesised example of instruction editing. <see cref="EditSample.Region"/> is the mask that
/// confined the edit; it is the whole image when there was no mask.
/// </summary>
/// <param name="Sample">The images, the texts and the mask.</param>
/// <param name="Origin">How it was made.</param>
public sealed record ImagePair(EditSample Sample, PairOrigin Origin);

/// <summary>
/// Every hyper-parameter that a pair was generated with. With these and the bundle, the pair can be
/// generated again.
/// </summary>
/// <param name="Recipe">Name of the recipe, which is the name of its task.</param>
/// <param name="Source">
/// Where the first image of the pair comes from: <see cref="Generated"/> or <see cref="Rendered"/>.
/// </param>
/// <param name="Seed">Seed of the batch.</param>
/// <param name="Index">Index of the sample in the batch.</param>
/// <param name="Candidate">Index of the candidate among those of this sample, from 0.</param>
public sealed record PairOrigin(string Recipe, string Source, Seed Seed, long Index, int Candidate)
{
    /// <summary>The text-to-image model generated the image from a caption.</summary>
    public const string Generated = "drawn";

    /// <summary>The built-in world rendered the image.</summary>
    public const string Rendered = "rendered";

    /// <summary>
    /// How the target was made from the input: "grounded" (prompt-to-prompt with masks),
    /// "inversion", "filter", "annotator", "truth".
    /// </summary>
    public string Method { get; init; } = "grounded";

    /// <summary>
    /// Which of the three masks: "precise", "blurred" (dilated and blurred), "box"; null when there
    /// is no mask.
    /// </summary>
    public string? Mask { get; init; }

    /// <summary>Phrase that was grounded for the mask; null when there is none.</summary>
    public string? Grounded { get; init; }

    /// <summary>The detector's confidence in that phrase, 0 to 1; null when there is none.</summary>
    public float? Presence { get; init; }

    /// <summary>Denoising steps; 0 when nothing was denoised.</summary>
    public int Steps { get; init; }

    /// <summary>Text guidance scale; 0 when nothing was denoised.</summary>
    public float Guidance { get; init; }

    /// <summary>Share of the steps that take self-attention from the input branch, 0 to 1.</summary>
    public float SelfAttention { get; init; }

    /// <summary>Share of the steps that take cross-attention outside the mask from the input branch, 0 to 1.</summary>
    public float CrossAttention { get; init; }

    /// <summary>Share of the steps that take the features of a decoder layer from the input branch, 0 to 1.</summary>
    public float Features { get; init; }

    /// <summary>
    /// Share of the steps, counted from the first, that take the noised input instead of denoising,
    /// 0 to 1.
    /// </summary>
    public float InputSteps { get; init; }

    /// <summary>Whether input and target were swapped; adding an object becomes removing it, for example.</summary>
    public bool Swapped { get; init; }
}
