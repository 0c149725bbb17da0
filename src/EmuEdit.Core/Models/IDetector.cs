namespace EmuEdit.Core;

/// <summary>Finds the object that a phrase names (GroundingDINO, or the bundle's own). May be used from several threads.</summary>
public interface IDetector
{
    /// <summary>The best box for each phrase in its image, and how sure it is that what the phrase names is there.</summary>
    /// <param name="queries">
    /// Images, of one size, with what to find in each: a noun phrase without an article, for example "red sphere".
    /// </param>
    /// <returns>One detection a query.</returns>
    /// <exception cref="InvalidInputException">The model fails on them.</exception>
    IReadOnlyList<Detection> Detect(IReadOnlyList<(Image Picture, string Phrase)> queries);
}

/// <summary>Where an object is.</summary>
/// <param name="Box">Its box; meaningless where <paramref name="Confidence"/> is near 0.</param>
/// <param name="Confidence">How sure the detector is that it is there at all, 0 to 1.</param>
public readonly record struct Detection(Box Box, float Confidence);
