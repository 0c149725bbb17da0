using System.Globalization;

namespace EmuEdit.Filters;

/// <summary>The range of values that pass a filter.</summary>
/// <param name="Min">Smallest value that passes; null for no lower bound.</param>
/// <param name="Max">Largest value that passes; null for no upper bound.</param>
public readonly record struct FilterRange(double? Min = null, double? Max = null)
{
    /// <summary>Returns whether a value passes. NaN passes only if there is no bound.</summary>
    public bool Allows(double value) => (Min is null || value >= Min) && (Max is null || value <= Max);

    /// <summary>Returns why a value does not pass, with value and threshold; null if it passes.</summary>
    internal string? RejectionReason(string measured, double value) =>
        Allows(value) ? null
        : Max is { } max && value > max ? Invariant($"{measured} is {value:0.####}, above {max:0.####}")
        : Invariant($"{measured} is {value:0.####}, below {Min ?? Max:0.####}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
