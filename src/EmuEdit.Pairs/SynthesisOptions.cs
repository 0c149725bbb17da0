using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Where input pictures come from.</summary>
public enum ImageSource
{
    /// <summary>The text-to-image model draws them from the captions, as in Emu Edit.</summary>
    Generated,

    /// <summary>They are there already: the built-in world renders them, and DDIM inversion finds the noise that they come out of.</summary>
    Rendered,
}

/// <summary>How the branches of a pair are tied, for ablations.</summary>
public enum Grounding
{
    /// <summary>Attention control, and latents blended by the mask.</summary>
    Grounded,

    /// <summary>Attention control everywhere, no mask: plain prompt-to-prompt.</summary>
    PromptToPrompt,

    /// <summary>The same noise and nothing else.</summary>
    None,
}

/// <summary>How pairs are synthesised.</summary>
public sealed record SynthesisOptions
{
    /// <summary>Denoising steps, 2 to 1000; default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Text guidance scale, 0 to 50; default 2.</summary>
    public float Guidance { get; init; } = 2;

    /// <summary>Edited pictures drawn for each input picture where a recipe can draw several, 1 to 100; default 3, one for each mask.</summary>
    public int Candidates { get; init; } = 3;

    /// <summary>Items that the network gets at once, 1 to 1024; default 32. Of latents larger than 32 x 32 as many fewer, 8 at 64 x 64. Part of what decides the bytes: another number may round otherwise.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Where input pictures come from; default drawn.</summary>
    public ImageSource Source { get; init; }

    /// <summary>How the branches are tied; default grounded.</summary>
    public Grounding Grounding { get; init; }

    /// <summary>
    /// Whether a masked object starts from noise of its own, and not from the input's, which was found by inversion and remembers what was there; default true, false for ablations. Around a foreground
    /// it is the input's always: horizon and light stay where they are.
    /// </summary>
    public bool OwnNoise { get; init; } = true;

    /// <summary>The one mask that is used; null, the default, for all three in turn.</summary>
    public MaskKind? Mask { get; init; }

    /// <summary>How sure the detector must be to ground an object, 0 to 1; default 0.5.</summary>
    public float MinConfidence { get; init; } = 0.5f;

    /// <summary>Called before each call of the network: a process that also serves lets others go first. Null, the default, for nothing. It decides nothing of the pairs.</summary>
    public Action? BetweenCalls { get; init; }

    /// <summary>Checks every range.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public SynthesisOptions Validated()
    {
        Require(Steps is >= 2 and <= 1000, "steps", Steps, "2 to 1000");
        Require(Guidance is >= 0 and <= 50, "guidance", Guidance, "0 to 50");
        Require(Candidates is >= 1 and <= 100, "candidates", Candidates, "1 to 100");
        Require(Batch is >= 1 and <= 1024, "batch", Batch, "1 to 1024");
        Require(MinConfidence is >= 0 and <= 1, "least presence", MinConfidence, "0 to 1");
        return this;
    }

    private static void Require(bool valid, string name, object given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(FormattableString.Invariant($"{name} {given} of pair synthesis"), allowed);
    }
}
