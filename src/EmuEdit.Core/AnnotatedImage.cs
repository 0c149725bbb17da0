namespace EmuEdit.Core;

/// <summary>An image with the truth about it: what is in it and where, what is not, and how near everything is.</summary>
/// <param name="Picture">The image.</param>
/// <param name="Objects">What can be seen well enough to be found, in no order; at least one.</param>
/// <param name="Absent">Noun phrases of what is not in it, most of them one word away from what is.</param>
/// <param name="Depth">[height x width], 0 (far) to 1 (near).</param>
public sealed record AnnotatedImage(Image Picture, IReadOnlyList<AnnotatedObject> Objects, IReadOnlyList<string> Absent, float[] Depth);

/// <summary>An object in an image.</summary>
/// <param name="Phrases">Noun phrases, without an article, that name it and nothing else in the image; at least one.</param>
/// <param name="Mask">Its visible pixels; at least one.</param>
public sealed record AnnotatedObject(IReadOnlyList<string> Phrases, Mask Mask)
{
    /// <summary>The smallest box around its visible pixels.</summary>
    public Box Box { get; } = Box.Of(Mask);
}
