using EmuEdit.Core;

namespace EmuEdit.Training.Data;

/// <summary>An image and its caption.</summary>
/// <param name="Picture">The image, square.</param>
/// <param name="Caption">The caption, one sentence.</param>
public sealed record CaptionedImage(Image Picture, string Caption)
{
    /// <summary>The objects that the caption names, with the caption's words for each. Default null: unknown.</summary>
    public IReadOnlyList<AnnotatedObject>? Objects { get; init; }
}
