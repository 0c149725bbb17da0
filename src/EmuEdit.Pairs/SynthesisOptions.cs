using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Source of the input images.</summary>
public enum ImageSource
{
    /// <summary>The text-to-image model generates them from the captions, as in Emu Edit.</summary>
    Generated,

    /// <summary>The built-in world renders them, and DDIM inversion finds their noise.</summary>
    Rendered,
}

/// <summary>How the two branches of a pair are coupled, for ablations.</summary>
public enum Grounding
{
    /// <summary>Attention control, and latents blended by the mask.</summary>
    Grounded,

    /// <summary>Attention control everywhere, without a mask: plain prompt-to-prompt.</summary>
    PromptToPrompt,

    /// <summary>The same noise and nothing else.</summary>
    None,
}

/// <summary>Options of pair synthesis.</summary>
public sealed record SynthesisOptions
{
    /// <summary>Number of denoising steps, 2 to 1000; default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Text guidance scale, 0 to 50; default 2.</summary>
    public float Guidance { get; init; } = 2;

    /// <summary>
    /// Number of edited images generated per input image, for recipes that can generate several, 1
    /// to 100. Default 3, one per mask.
    /// </summary>
    public int Candidates { get; init; } = 3;

    /// <summary>
    /// Maximum number of items per network call, 1 to 1024; default 32. For latents larger than 32
    /// x 32 proportionally fewer: 8 at 64 x 64. The value can affect the output bytes, because
    /// another batch may round differently.
    /// </summary>
    public int Batch { get; init; } = 32;

    /// <summary>Source of the input images; default generated.</summary>
    public ImageSource Source { get; init; }

    /// <summary>How the branches are coupled; default grounded.</summary>
    public Grounding Grounding { get; init; }

    /// <summary>
    /// Whether a masked object starts from new noise. The input's noise, found by inversion,
    /// retains what was there. Default true; false is for ablations. Edits of the background always
    /// start from the input's noise, so that horizon and light stay in place.
    /// </summary>
    public bool OwnNoise { get; init; } = true;

    /// <summary>The only mask to use. Default null: all three in turn.</summary>
    public MaskKind? Mask { get; init; }

    /// <summary>Minimum confidence of the detector to ground an object, 0 to 1; default 0.5.</summary>
    public float MinConfidence { get; init; } = 0.5f;

    /// <summary>
    /// Called before each network call, so that a process that also serves can let other
    /// work go first. Default null: nothing is called. It does not affect the pairs.
    /// </summary>
    public Action? BetweenCalls { get; init; }

    /// <summary>Validates every option.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of range.</exception>
    public SynthesisOptions Validated()
    {
        Require(Steps is >= 2 and <= 1000, "steps", Steps, "2 to 1000");
        Require(Guidance is >= 0 and <= 50, "guidance", Guidance, "0 to 50");
        Require(Candidates is >= 1 and <= 100, "candidates", Candidates, "1 to 100");
        Require(Batch is >= 1 and <= 1024, "batch", Batch, "1 to 1024");
        Require(MinConfidence is >= 0 and <= 1, "minimum confidence", MinConfidence, "0 to 1");
        return this;
    }

    private static void Require(bool valid, string name, object given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(FormattableString.Invariant($"{name} {given} of pair synthesis"), allowed);
    }
}
