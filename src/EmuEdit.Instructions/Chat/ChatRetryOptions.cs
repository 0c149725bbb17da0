using EmuEdit.Core;

namespace EmuEdit.Instructions;

/// <summary>How often, and after which waits, an endpoint that is unavailable is asked again.</summary>
public sealed record ChatRetryOptions
{
    /// <summary>Calls for one reply at most, the first included, 1 to 20; default 6.</summary>
    public int MaxTries { get; init; } = 6;

    /// <summary>
    /// The first wait where the endpoint does not name one, above 0; the next ones double. Default
    /// 1 s.
    /// </summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest wait, at least <see cref="FirstWait"/> and at most a day; default 2 min. An
    /// endpoint that asks for a longer one is not asked again.
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Checks the ranges.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public ChatRetryOptions Validated()
    {
        if (MaxTries is < 1 or > 20)
            throw new InvalidInputException($"at most {MaxTries} calls", "1 to 20");
        if (FirstWait <= TimeSpan.Zero)
            throw new InvalidInputException($"a first wait of {FirstWait}", "above 0");
        if (MaxWait < FirstWait || MaxWait > TimeSpan.FromDays(1))
            throw new InvalidInputException($"a longest wait of {MaxWait}", $"{FirstWait} to a day");
        return this;
    }
}
