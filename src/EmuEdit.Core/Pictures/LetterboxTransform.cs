namespace EmuEdit.Core;

/// <summary>Fits an image of any size and shape into a square for a model. The longer side fills the square.</summary>
/// <param name="width">The image's width in pixels.</param>
/// <param name="height">The image's height in pixels.</param>
/// <param name="size">Side of the square in pixels.</param>
public sealed class LetterboxTransform(int width, int height, int size) : PaddedResizeTransform(width, height, size, size);
