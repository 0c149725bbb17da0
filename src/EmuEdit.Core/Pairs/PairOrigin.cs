namespace EmuEdit.Core;

/// <summary>Every hyper-parameter that a pair was drawn with: with it and the bundle, the pair can be drawn again.</summary>
/// <param name="Recipe">The recipe that made it; the name of its task.</param>
/// <param name="Source">Where the image that was there first comes from: <see cref="Generated"/> or <see cref="Rendered"/>.</param>
/// <param name="Seed">Seed of the batch.</param>
/// <param name="Index">Which sample of the batch.</param>
/// <param name="Candidate">Which of the candidates of this sample, from 0.</param>
public sealed record PairOrigin(string Recipe, string Source, Seed Seed, long Index, int Candidate)
{
    /// <summary>By the text-to-image model, from a caption.</summary>
    public const string Generated = "drawn";

    /// <summary>By the built-in world.</summary>
    public const string Rendered = "rendered";

    /// <summary>
    /// How the two images are tied: "grounded" (prompt-to-prompt with masks), "inversion", "filter", "annotator", "truth".
    /// </summary>
    public string Method { get; init; } = "grounded";

    /// <summary>Which of the three masks: "precise", "blurred" (dilated and blurred), "box"; null where there is none.</summary>
    public string? Mask { get; init; }

    /// <summary>Phrase that was grounded for the mask; null where there is none.</summary>
    public string? Grounded { get; init; }

    /// <summary>How sure the detector was of it, 0 to 1; null where there is none.</summary>
    public float? Presence { get; init; }

    /// <summary>Denoising steps; 0 where nothing was denoised.</summary>
    public int Steps { get; init; }

    /// <summary>Text guidance scale; 0 where nothing was denoised.</summary>
    public float Guidance { get; init; }

    /// <summary>Share of the steps in which self-attention is the input branch's, 0 to 1.</summary>
    public float SelfAttention { get; init; }

    /// <summary>Share of the steps in which cross-attention outside the mask is the input branch's, 0 to 1.</summary>
    public float CrossAttention { get; init; }

    /// <summary>Share of the steps in which features of a decoder layer are the input branch's, 0 to 1.</summary>
    public float Features { get; init; }

    /// <summary>Share of the steps, the first ones, that take the noised input instead of denoising, 0 to 1.</summary>
    public float InputSteps { get; init; }

    /// <summary>Whether input and target were swapped, as the removing of what was added.</summary>
    public bool Swapped { get; init; }
}
