using System.ComponentModel.DataAnnotations;
using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>How the pairs of a batch are generated.</summary>
public sealed record BatchOptions
{
    /// <summary>The number of denoising steps, 2 to 1000. Default null: 20.</summary>
    [Range(2, 1000)]
    public int? Steps { get; init; }

    /// <summary>The text guidance scale, 0 to 50. Default null: 3.</summary>
    [Range(0, 50)]
    public double? Guidance { get; init; }

    /// <summary>
    /// The source of input images. "drawn": the text-to-image model generates them, as in Emu Edit.
    /// "rendered": the built-in world renders them, and DDIM inversion finds their noise. Default null:
    /// drawn if the batch has captions, otherwise rendered.
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
