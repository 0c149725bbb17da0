using System.ComponentModel.DataAnnotations;
using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>How the pairs of a batch are drawn.</summary>
public sealed record BatchOptions
{
    /// <summary>Denoising steps, 2 to 1000; null, the default, for 20.</summary>
    [Range(2, 1000)]
    public int? Steps { get; init; }

    /// <summary>Text guidance scale, 0 to 50; null, the default, for 3.</summary>
    [Range(0, 50)]
    public double? Guidance { get; init; }

    /// <summary>
    /// Where input pictures come from: "drawn" by the text-to-image model, as in Emu Edit, or
    /// "rendered" by the built-in world and inverted; null, the default, for rendered where there
    /// are no captions.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public BatchOptions Validated()
    {
        if (Steps is < 2 or > 1000)
            throw new InvalidInputException($"{Steps} steps", "2 to 1000");
        if (Source is not (null or PairOrigin.Generated or PairOrigin.Rendered))
            throw new InvalidInputException($"a source '{Source}'", "drawn, rendered");
        return Guidance is null or (>= 0 and <= 50)
            ? this
            : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"a guidance of {Guidance}"), "0 to 50");
    }
}
