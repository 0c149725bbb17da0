namespace EmuEdit.Core;

/// <summary>Finds the object that a phrase names (GroundingDINO, or the bundle's own detector). Thread-safe.</summary>
public interface IDetector
{
    /// <summary>Finds the best box for each phrase in its image, and the confidence that the object is there.</summary>
    /// <param name="queries">
    /// Images of one size, each with the phrase to find: a noun phrase without an article, for example "red sphere".
    /// </param>
    /// <returns>One detection per query.</returns>
    /// <exception cref="InvalidInputException">The model fails on the queries.</exception>
    IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries);
}

/// <summary>The place where an object was found.</summary>
/// <param name="Box">The object's box; meaningless when <paramref name="Confidence"/> is near 0.</param>
/// <param name="Confidence">The detector's confidence that the object is there at all, 0 to 1.</param>
public readonly record struct Detection(Box Box, float Confidence);

/// <summary>Segments the object in a box (SAM, or the bundle's own segmenter). Thread-safe.</summary>
public interface ISegmenter
{
    /// <summary>Finds the visible pixels of the main object in each box.</summary>
    /// <param name="queries">Images of one size, each with a box.</param>
    /// <returns>One mask per query, of the image's size.</returns>
    /// <exception cref="InvalidInputException">The model fails on the queries.</exception>
    IReadOnlyList<Mask> Segment(IReadOnlyList<(Image Picture, Box Box)> queries);
}

/// <summary>Estimates how near each pixel is. Thread-safe.</summary>
public interface IDepthEstimator
{
    /// <summary>Computes the depth maps of images of one size.</summary>
    /// <returns>
    /// One map per image: [height x width], from 0 (far) to 1 (near). The values are relative and
    /// have no unit.
    /// </returns>
    /// <exception cref="InvalidInputException">The model fails on the images.</exception>
    IReadOnlyList<float[]> Estimate(IReadOnlyList<Image> pictures);
}
