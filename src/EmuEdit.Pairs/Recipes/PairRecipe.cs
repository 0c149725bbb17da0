using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>How the pairs of one task are made.</summary>
/// <param name="Task">Name of the task.</param>
public abstract record PairRecipe(string Task);

/// <summary>The area to which an edit is confined.</summary>
public enum MaskTarget
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

/// <summary>Generates both images, the second by grounded prompt-to-prompt. Each candidate draws its own shares, uniformly.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="MaskTarget">The area to which the edit is confined.</param>
public sealed record GroundedRecipe(string Task, MaskTarget MaskTarget) : PairRecipe(Task)
{
    /// <summary>Share of the steps that take self-attention from the input branch: how much of the layout stays.</summary>
    public Share SelfAttention { get; init; }

    /// <summary>Share of the steps that take cross-attention outside the mask from the input branch.</summary>
    public Share CrossAttention { get; init; }

    /// <summary>Share of the steps that take a decoder layer's features from the input branch: how much of the shapes stays.</summary>
    public Share Features { get; init; }

    /// <summary>
    /// Share of the steps, from the first on, that take the noised input: how much of the shape stays, inside the mask too.
    /// </summary>
    public Share InputSteps { get; init; }

    /// <summary>
    /// Whether the image after the edit is generated first, and the image before
    /// it is the edited branch. An object that appears can thus be grounded.
    /// </summary>
    public bool Swapped { get; init; }

    /// <summary>
    /// Whether DDIM inversion finds the input's latents even if the input was generated. These latents contain no guidance.
    /// </summary>
    public bool Inverted { get; init; }
}

/// <summary>Range of a share that is drawn uniformly.</summary>
/// <param name="Least">Lower bound, 0 to 1.</param>
/// <param name="Most">Upper bound, from <paramref name="Least"/> to 1.</param>
public readonly record struct Share(float Least, float Most)
{
    internal float Draw(CounterRandom random) => random.NextSingle(Least, Most);
}

/// <summary>Computes the second image from the first by marking the object that the instruction is about.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Mark">Returns the marked image and the changed region, given the image, the object's box and its mask.</param>
public sealed record AnnotationRecipe(string Task, Func<Image, Box, Mask, (Image Target, Mask Region)> Mark) : PairRecipe(Task);

/// <summary>Computes the second image from the first with an image filter.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="FilterOf">Returns the filter that an instruction asks for; null if it asks for no known filter.</param>
public sealed record FilteredRecipe(string Task, Func<string, Func<Image, Image>?> FilterOf) : PairRecipe(Task);

/// <summary>Edits the first image with the model itself, by a task that it has learned from examples.</summary>
/// <param name="Task">Name of the task.</param>
public sealed record LearnedRecipe(string Task) : PairRecipe(Task);

/// <summary>Draws the second image as a map of the first, or the first as a map of the second.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="AnnotatorOf">Returns the annotator that draws the map; null if there is none.</param>
public sealed record ImageTranslationRecipe(string Task, Func<PairModels, IAnnotator?> AnnotatorOf) : PairRecipe(Task);
