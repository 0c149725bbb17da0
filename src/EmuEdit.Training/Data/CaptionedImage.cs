using EmuEdit.Core;

namespace EmuEdit.Training.Data;

/// <summary>A picture and what it shows.</summary>
/// <param name="Picture">Square.</param>
/// <param name="Caption">One sentence.</param>
public sealed record CaptionedImage(Image Picture, string Caption)
{
    /// <summary>The things that the caption names, with its words for each; null, the default, where that is not known.</summary>
    public IReadOnlyList<AnnotatedObject>? Objects { get; init; }
}
