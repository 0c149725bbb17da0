using System.Globalization;

namespace EmuEdit.Core;

/// <summary>What was asked for is fine, and there is no room for it now. The server answers 429 with Retry-After.</summary>
/// <param name="why">What there is too much of, as a sentence without its full stop.</param>
/// <param name="retryAfter">When to try again.</param>
public sealed class BusyException(string why, TimeSpan retryAfter) : IOException($"{why}. Try again in {retryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds.")
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
