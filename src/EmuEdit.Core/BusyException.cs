using System.Globalization;

namespace EmuEdit.Core;

/// <summary>A valid request that cannot be served now because capacity is used up. The server answers 429 with Retry-After.</summary>
/// <param name="why">What there is too much of, as a sentence without its full stop.</param>
/// <param name="retryAfter">How long to wait before the next attempt.</param>
public sealed class BusyException(string why, TimeSpan retryAfter)
    : IOException($"{why}. Try again in {retryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds.")
{
    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
