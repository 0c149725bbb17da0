namespace EmuEdit.Core;

/// <summary>Segments the object in a box (SAM, or the bundle's own segmenter). Thread-safe.</summary>
public interface ISegmenter
{
    /// <summary>Finds the visible pixels of the main object in each box.</summary>
    /// <param name="queries">Images of one size, each with a box.</param>
    /// <returns>One mask per query, of the image's size.</returns>
    /// <exception cref="InvalidInputException">The model fails on the queries.</exception>
    IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries);
}
