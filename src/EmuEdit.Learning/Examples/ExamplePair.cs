using EmuEdit.Core;

namespace EmuEdit.Learning;

/// <summary>An example of a task: a picture before and after, of any size.</summary>
/// <param name="Name">What to call it in an error.</param>
/// <param name="Input">The picture before.</param>
/// <param name="Target">The picture after, of the same size.</param>
/// <param name="Instruction">What asked for it; null or empty for none.</param>
/// <param name="Region">Where it was edited; null for the pixels that differ.</param>
public sealed record ExamplePair(string Name, Image Input, Image Target, string? Instruction = null, Mask? Region = null)
{
    /// <summary>A pair of framed pictures.</summary>
    /// <exception cref="InvalidInputException">They were of two sizes.</exception>
    public static ExamplePair Of(string name, SquaredImage input, SquaredImage target, string? instruction) => (input.Width, input.Height) == (target.Width, target.Height)
        ? new(name, input.Square, target.Square, instruction)
        : throw OfTwoSizes(name, (input.Width, input.Height), (target.Width, target.Height));

    internal static InvalidInputException OfTwoSizes(string name, (int Width, int Height) before, (int Width, int Height) after) =>
        new($"{name} of {before.Width} x {before.Height} pixels before and {after.Width} x {after.Height} after", "pictures of one size", "resize one of the two");
}
