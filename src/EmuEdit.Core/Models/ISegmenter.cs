namespace EmuEdit.Core;

/// <summary>Cuts out what a box holds (SAM, or the bundle's own). May be used from several threads.</summary>
public interface ISegmenter
{
    /// <summary>The visible pixels of the main object in each box.</summary>
    /// <param name="queries">Images, of one size, with a box in each.</param>
    /// <returns>One mask of the image's size a query.</returns>
    /// <exception cref="InvalidInputException">The model fails on them.</exception>
    IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries);
}
