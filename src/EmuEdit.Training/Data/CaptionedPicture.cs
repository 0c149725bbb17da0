using EmuEdit.Core;

namespace EmuEdit.Training.Data;

/// <summary>A picture and what it shows.</summary>
/// <param name="Picture">Square.</param>
/// <param name="Caption">One sentence.</param>
public sealed record CaptionedPicture(Image Picture, string Caption)
{
    /// <summary>Where the things are that the caption names; null, the default, where that is not known.</summary>
    public Mask? Objects { get; init; }
}
