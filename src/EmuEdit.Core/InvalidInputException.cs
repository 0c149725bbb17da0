namespace EmuEdit.Core;

/// <summary>
/// Input that cannot be used. One line: what was given, what is allowed, what to do.
/// The command line prints it and exits with 2; the server answers a 400 problem document.
/// </summary>
/// <param name="given">What was given, for example "--steps 0".</param>
/// <param name="allowed">What is allowed, for example "1 to 1000".</param>
/// <param name="advice">What to do; null when the first two already say it.</param>
public class InvalidInputException(string given, string allowed, string? advice = null)
    : Exception(advice is null ? $"{given}; allowed: {allowed}." : $"{given}; allowed: {allowed}. {char.ToUpperInvariant(advice[0])}{advice[1..]}.")
{
    /// <summary>What was given.</summary>
    public string Given { get; } = given;

    /// <summary>What is allowed.</summary>
    public string Allowed { get; } = allowed;

    /// <summary>What to do, if there is more to say.</summary>
    public string? Advice { get; } = advice;
}
