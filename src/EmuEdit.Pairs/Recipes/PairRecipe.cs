using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>How pairs of one task are made.</summary>
/// <param name="Task">Name of the task.</param>
public abstract record PairRecipe(string Task);

/// <summary>What an edit is confined to.</summary>
public enum MaskTarget
{
    /// <summary>All of the picture may change.</summary>
    Nothing,

    /// <summary>The object that the instruction is about.</summary>
    Foreground,

    /// <summary>Everything but that object.</summary>
    Background,

    /// <summary>Where text is.</summary>
    Text,
}

/// <summary>Both pictures are drawn, the second by grounded prompt-to-prompt. Each candidate draws its shares anew, uniformly.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="MaskTarget">What the edit is confined to.</param>
public sealed record GroundedRecipe(string Task, MaskTarget MaskTarget) : PairRecipe(Task)
{
    /// <summary>Share of the steps whose self-attention is the input branch's: how much of the layout stays.</summary>
    public Share SelfAttention { get; init; }

    /// <summary>Share of the steps whose cross-attention outside the mask is the input branch's.</summary>
    public Share CrossAttention { get; init; }

    /// <summary>Share of the steps whose features of a decoder layer are the input branch's: how much of the shapes stays.</summary>
    public Share Features { get; init; }

    /// <summary>Share of the steps, the first ones, that take the noised input: how much of the shape stays inside the mask, too.</summary>
    public Share InputSteps { get; init; }

    /// <summary>Whether the picture after the edit is drawn first, and the one before it is the edited branch: what appears is grounded where it is.</summary>
    public bool Swapped { get; init; }

    /// <summary>Whether the input's latents are found by DDIM inversion even where it was drawn, which leaves guidance out of them.</summary>
    public bool Inverted { get; init; }
}

/// <summary>A uniformly drawn share.</summary>
/// <param name="Least">0 to 1.</param>
/// <param name="Most">From <paramref name="Least"/> to 1.</param>
public readonly record struct Share(float Least, float Most)
{
    internal float Draw(CounterRandom random) => random.NextSingle(Least, Most);
}

/// <summary>The second picture is computed from the first, with the object that the instruction is about marked in it.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Mark">The marked picture and the region that changed, from the picture, the object's box and its mask.</param>
public sealed record AnnotationRecipe(string Task, Func<Image, Box, Mask, (Image Target, Mask Region)> Mark) : PairRecipe(Task);

/// <summary>The second picture is a filter of the first.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="FilterOf">The filter that an instruction asks for; null when it asks for none that is known.</param>
public sealed record FilteredRecipe(string Task, Func<string, Func<Image, Image>?> FilterOf) : PairRecipe(Task);

/// <summary>The second picture is the model's own edit of the first, by a task that it has learned from examples.</summary>
/// <param name="Task">Name of the task.</param>
public sealed record LearnedRecipe(string Task) : PairRecipe(Task);

/// <summary>The second picture is a map of the first, or the first a map of the second.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="AnnotatorOf">Draws the map; null when there is none.</param>
public sealed record ImageTranslationRecipe(string Task, Func<PairModels, IAnnotator?> AnnotatorOf) : PairRecipe(Task);
