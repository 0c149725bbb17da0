using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Factory;

/// <summary>How the pairs of a batch are drawn.</summary>
public sealed record BatchOptions
{
    /// <summary>Denoising steps, 1 to 1000; null, the default, for the bundle's.</summary>
    public int? Steps { get; init; }

    /// <summary>Text guidance scale, 0 to 50; null, the default, for the bundle's.</summary>
    public double? Guidance { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public BatchOptions Validated()
    {
        if (Steps is < 1 or > 1000)
            throw new InvalidInputException($"{Steps} steps", "1 to 1000");
        return Guidance is null or (>= 0 and <= 50) ? this : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"a guidance of {Guidance}"), "0 to 50");
    }
}
