namespace EmuEdit.Training.Annotators;

/// <summary>The models that annotate images.</summary>
public enum Annotator
{
    /// <summary>Maps a phrase to its box, and to whether the object is present.</summary>
    Detector,
    /// <summary>Maps a box to the mask of the object in it.</summary>
    Segmenter,
    /// <summary>Maps an image to the nearness of its pixels.</summary>
    Depth,
}
