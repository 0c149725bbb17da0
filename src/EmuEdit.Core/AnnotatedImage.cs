namespace EmuEdit.Core;

/// <summary>
/// An image with its ground truth: the objects in it and their masks, phrases for what is absent,
/// and depth.
/// </summary>
/// <param name="Picture">The image.</param>
/// <param name="Objects">The objects that are visible enough to be found, in no particular order; at least one.</param>
/// <param name="Absent">
/// Noun phrases for objects that are not in the image. Most of them differ by one word from an
/// object that is.
/// </param>
/// <param name="Depth">Depth map, [height x width], from 0 (far) to 1 (near).</param>
public sealed record AnnotatedImage(Image Picture, IReadOnlyList<AnnotatedObject> Objects, IReadOnlyList<string> Absent, float[] Depth);

/// <summary>An object in an image.</summary>
/// <param name="Phrases">
/// Noun phrases, without an article, that name this object and nothing else in the image; at least
/// one.
/// </param>
/// <param name="Mask">The object's visible pixels; at least one.</param>
public sealed record AnnotatedObject(IReadOnlyList<string> Phrases, Mask Mask)
{
    /// <summary>The smallest box around the visible pixels.</summary>
    public Box Box { get; } = Box.Of(Mask);
}
