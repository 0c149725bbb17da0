using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>Limits of one call to a language model.</summary>
public sealed record ChatLimits
{
    /// <summary>How long a call may take in all, above 0 to a day; default 2 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Most bytes of an answer, 1 KiB to 64 MiB; default 1 MiB.</summary>
    public int MaxResponseBytes { get; init; } = 1 << 20;

    /// <summary>Checks the ranges.</summary>
    /// <returns>These limits.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public ChatLimits Validated()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1))
            throw new InvalidInputException($"a time-out of {Timeout}", "above 0 to a day");
        if (MaxResponseBytes is < 1 << 10 or > 1 << 26)
            throw new InvalidInputException($"answers of at most {MaxResponseBytes} bytes", $"{1 << 10} to {1 << 26}");
        return this;
    }
}
