using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>
/// How the pairs of one task are made. Each kind of recipe has a generator, which makes the pairs
/// of all its recipes.
/// </summary>
/// <param name="Task">The task.</param>
internal abstract record PairRecipe(EditTask Task)
{
    /// <summary>What is found in the first image before the second is made. Default: nothing.</summary>
    public virtual MaskTarget MaskTarget { get; init; }

    /// <summary>Whether the image after the edit is made first.</summary>
    public virtual bool IsBackward(WrittenInstruction instruction) => false;

    /// <summary>Whether a model of the recipe knows images of the built-in world only.</summary>
    public virtual bool NeedsRendered(PairModels models) => false;

    /// <summary>Whether DDIM inversion finds the latents of the first image.</summary>
    public virtual bool NeedsInversion(ImageSource source) => false;
}

/// <summary>The area to which an edit is confined.</summary>
internal enum MaskTarget
{
    /// <summary>No mask: the whole image may change.</summary>
    Nothing,

    /// <summary>The object that the instruction is about.</summary>
    Foreground,

    /// <summary>Everything but that object.</summary>
    Background,

    /// <summary>The text in the image.</summary>
    Text,
}
