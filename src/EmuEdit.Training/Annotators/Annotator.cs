namespace EmuEdit.Training.Annotators;

/// <summary>The models that annotate pictures.</summary>
public enum Annotator
{
    /// <summary>A phrase to its box, and whether it is there.</summary>
    Detector,
    /// <summary>A box to the mask of what it holds.</summary>
    Segmenter,
    /// <summary>A picture to how near its pixels are.</summary>
    Depth,
}
