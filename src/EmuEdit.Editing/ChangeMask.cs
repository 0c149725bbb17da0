using EmuEdit.Core;

namespace EmuEdit.Editing;

/// <summary>A mask of an edit: a picture, white where the edit may change something.</summary>
public static class ChangeMask
{
    /// <summary>Reads a mask.</summary>
    /// <param name="codec">Reads pictures.</param>
    /// <param name="file">A picture file; a pixel is inside where its red is at least 128.</param>
    /// <param name="width">Width of the picture that is edited, pixels.</param>
    /// <param name="height">Its height.</param>
    /// <exception cref="InvalidInputException">It is no picture, of another size, or has nothing inside.</exception>
    public static Mask Read(IImageCodec codec, ReadOnlyMemory<byte> file, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var picture = codec.Decode(file, "the mask");
        if ((picture.Width, picture.Height) != (width, height))
            throw new InvalidInputException(
                $"a mask of {picture.Width} x {picture.Height} pixels",
                $"the size of its picture, {width} x {height}"
            );
        var mask = Mask.Of(picture);
        return mask.Count > 0
            ? mask
            : throw new InvalidInputException(
                "a mask without a white pixel",
                "white where the edit may change something, black elsewhere",
                "leave the mask out to edit everywhere"
            );
    }

    /// <summary>An edit kept to a mask: outside it the picture's bytes are the input's, and nothing counts as changed.</summary>
    /// <param name="result">The edit; its arrays are changed.</param>
    /// <param name="input">The picture that was edited.</param>
    /// <param name="mask">Where it may have changed something; null for everywhere.</param>
    /// <returns>The edit.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static EditResult Within(this EditResult result, Image input, Mask? mask)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(input);
        if (mask is null)
            return result;
        if (mask.Pixels.Length != result.Changes.Pixels.Length || input.Pixels.Length != result.Image.Pixels.Length)
            throw new ArgumentException("The mask, the input and the edit differ in size.", nameof(mask));
        for (var i = 0; i < mask.Pixels.Length; i++)
        {
            if (mask.Pixels[i] != 0)
                continue;
            result.Changes.Pixels[i] = 0;
            input.Pixels.AsSpan(3 * i, 3).CopyTo(result.Image.Pixels.AsSpan(3 * i, 3));
        }
        return result;
    }
}
