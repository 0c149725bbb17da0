using EmuEdit.Core;

namespace EmuEdit.Filters;

/// <summary>Limits on the selection among the pairs that passed the filters.</summary>
public sealed record SelectionSettings
{
    /// <summary>Maximum number of pairs per input caption, at least 1. Default 4, as in InstructPix2Pix.</summary>
    public int PerCaption { get; init; } = 4;

    /// <summary>
    /// Targets of the same instruction are duplicates if their <see cref="PerceptualHash"/>
    /// differs in at most this many bits, 0 to 64. Default 3; -1 keeps duplicates.
    /// </summary>
    public int DuplicateBits { get; init; } = 3;

    /// <summary>Validates the values.</summary>
    /// <exception cref="InvalidInputException">A value is out of range.</exception>
    internal void Check()
    {
        if (PerCaption < 1)
            throw new InvalidInputException($"{PerCaption} pairs a caption", "1 or more");
        if (DuplicateBits is < -1 or > 64)
            throw new InvalidInputException($"duplicates within {DuplicateBits} bits", "-1 (keep them) to 64");
    }
}
