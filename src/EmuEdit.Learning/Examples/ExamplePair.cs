using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>An example of a task: an image before and after the edit, of any size.</summary>
/// <param name="Name">Name of the pair in error messages.</param>
/// <param name="Input">The image before the edit.</param>
/// <param name="Target">The image after the edit, of the same size.</param>
/// <param name="Instruction">The instruction; null or empty if there is none.</param>
/// <param name="Region">The edited region; null for the pixels that differ.</param>
public sealed record ExamplePair(string Name, Image Input, Image Target, string? Instruction = null, Mask? Region = null)
{
    /// <summary>Creates a pair of framed images.</summary>
    /// <exception cref="InvalidInputException">The original images differ in size.</exception>
    public static ExamplePair Of(string name, SquaredImage input, SquaredImage target, string? instruction) =>
        (input.Width, input.Height) == (target.Width, target.Height)
            ? new(name, input.Square, target.Square, instruction)
            : throw OfTwoSizes(name, (input.Width, input.Height), (target.Width, target.Height));

    internal static InvalidInputException OfTwoSizes(string name, (int Width, int Height) before, (int Width, int Height) after) =>
        new(
            $"{name} of {before.Width} x {before.Height} pixels before and {after.Width} x {after.Height} after",
            "images of the same size",
            "resize one of the two"
        );
}
