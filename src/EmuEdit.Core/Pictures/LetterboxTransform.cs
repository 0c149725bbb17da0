namespace EmuEdit.Core;

/// <summary>An image of any size and shape as a model sees it that works on a square: its longer side fills the square.</summary>
/// <param name="width">The image's width in pixels.</param>
/// <param name="height">Its height in pixels.</param>
/// <param name="size">Side of the square in pixels.</param>
public sealed class LetterboxTransform(int width, int height, int size) : PaddedResizeTransform(width, height, size, size);
