using EmuEdit.Core;

namespace EmuEdit.Pairs;

/// <summary>Draws what a vision model sees in an image: depth, edges or a skeleton. Thread-safe.</summary>
public interface IAnnotator
{
    /// <summary>
    /// Whether the annotator returns the built-in world's ground truth, which it
    /// has only for the world's own images. Recipes then use rendered images.
    /// </summary>
    bool KnowsRenderedOnly { get; }

    /// <summary>Draws one map per image, of the image's size.</summary>
    /// <param name="subjects">The images, each with the request that it belongs to.</param>
    IReadOnlyList<Image> Annotate(IReadOnlyList<(Image Picture, PairRequest Request)> subjects);
}

/// <summary>Finds text in images (an OCR model). Thread-safe.</summary>
public interface ITextFinder
{
    /// <inheritdoc cref="IAnnotator.KnowsRenderedOnly"/>
    bool KnowsRenderedOnly { get; }

    /// <summary>
    /// Returns one mask per image, of the image's size: where text is, or could be written.
    /// </summary>
    /// <param name="subjects">The images, each with the request that it belongs to.</param>
    IReadOnlyList<Mask> Find(IReadOnlyList<(Image Picture, PairRequest Request)> subjects);
}
