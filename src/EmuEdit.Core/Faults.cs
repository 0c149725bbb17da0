using System.Globalization;

namespace EmuEdit.Core;

/// <summary>An exception that knows whether the same request may succeed later.</summary>
public interface ITransientFault
{
    /// <summary>Whether trying again may help. An unreachable store comes back; a damaged file does not.</summary>
    bool IsTransient { get; }
}

/// <summary>
/// A model failed on valid input: ONNX Runtime reported an error, memory ran out, or the result is
/// not a number. The fault lies in the program, its bundle or its machine. The server logs it and
/// answers 500, an orchestration tries again, and the command line exits with 1.
/// </summary>
/// <param name="message">The model, what went wrong, and what may help, in one line.</param>
/// <param name="inner">The error that the runtime reported.</param>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Tells transient faults from permanent ones.</summary>
public static class Faults
{
    /// <summary>Whether the same call may succeed later with unchanged input.</summary>
    /// <param name="exception">The exception that was thrown.</param>
    public static bool IsTransient(Exception exception) => exception switch
    {
        ITransientFault fault => fault.IsTransient,
        FileNotFoundException or DirectoryNotFoundException or EndOfStreamException or PathTooLongException => false,
        IOException or TimeoutException => true,
        _ => false,
    };
}

/// <summary>
/// A valid request that cannot be served now because capacity is used up. The server answers 429
/// with Retry-After.
/// </summary>
/// <param name="why">What there is too much of, as a sentence without its full stop.</param>
/// <param name="retryAfter">How long to wait before the next attempt.</param>
public sealed class BusyException(string why, TimeSpan retryAfter)
    : IOException($"{why}. Try again in {retryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds.")
{
    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
