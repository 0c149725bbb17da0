using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>How many of the pairs that pass the filters are taken.</summary>
public sealed record SelectionSettings
{
    /// <summary>Most pairs of one input caption, at least 1; default 4, InstructPix2Pix's.</summary>
    public int PerCaption { get; init; } = 4;

    /// <summary>Targets of the same instruction whose <see cref="PerceptualHash"/> differs in at most this many bits are duplicates, 0 to 64; default 3. -1 keeps duplicates.</summary>
    public int DuplicateBits { get; init; } = 3;

    /// <summary>Refuses values that are out of range.</summary>
    internal void Check()
    {
        if (PerCaption < 1)
            throw new InvalidInputException($"{PerCaption} pairs a caption", "1 or more");
        if (DuplicateBits is < -1 or > 64)
            throw new InvalidInputException($"duplicates within {DuplicateBits} bits", "-1 (keep them) to 64");
    }
}
