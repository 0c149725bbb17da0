using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>How a failed task is tried again: attempt n + 1 waits min(first x coefficient^(n - 1), maximum) after attempt n.</summary>
public sealed class RetryPolicy
{
    /// <summary>The policy.</summary>
    /// <param name="maxAttempts">Attempts in all, the first included; at least 1.</param>
    /// <param name="firstInterval">Wait before the second attempt; more than zero.</param>
    /// <param name="backoffCoefficient">Factor from wait to wait; at least 1, the default.</param>
    /// <param name="maxInterval">Longest wait, at least <paramref name="firstInterval"/>; default one hour, or the first interval where that is longer.</param>
    /// <param name="handle">Which failures are tried again; null, the default: all. It is part of the orchestrator's code, so it must be deterministic.</param>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public RetryPolicy(int maxAttempts, TimeSpan firstInterval, double backoffCoefficient = 1, TimeSpan? maxInterval = null, Func<TaskFailure, bool>? handle = null)
    {
        Require(maxAttempts >= 1, $"{maxAttempts} attempts", "at least 1");
        Require(firstInterval > TimeSpan.Zero, $"a first retry interval of {firstInterval}", "more than zero");
        Require(double.IsFinite(backoffCoefficient) && backoffCoefficient >= 1, $"a back-off coefficient of {backoffCoefficient}", "at least 1");
        Require(maxInterval is null || maxInterval >= firstInterval, $"a longest retry interval of {maxInterval}", $"at least the first, {firstInterval}");
        (MaxAttempts, FirstInterval, BackoffCoefficient) = (maxAttempts, firstInterval, backoffCoefficient);
        MaxInterval = maxInterval ?? TimeSpan.FromTicks(Math.Max(firstInterval.Ticks, TimeSpan.TicksPerHour));
        Handle = handle ?? (_ => true);
    }

    /// <summary>Waits until what fails for a time, as a store out of reach or a full disk does, works again: tried after 1 s, 2 s, 4 s and so on, at last each minute.</summary>
    public static RetryPolicy WhileTransient { get; } = Patient(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>For other failures: three attempts in all, 1 s and 2 s apart, unless the input is to blame.</summary>
    public static RetryPolicy ThreeTimes { get; } = new(3, TimeSpan.FromSeconds(1), backoffCoefficient: 2, handle: f => !f.IsCausedBy<InvalidInputException>());

    /// <summary>Attempts in all.</summary>
    public int MaxAttempts { get; }

    /// <summary>Wait before the second attempt.</summary>
    public TimeSpan FirstInterval { get; }

    /// <summary>Factor from wait to wait.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>Longest wait.</summary>
    public TimeSpan MaxInterval { get; }

    /// <summary>Which failures are tried again.</summary>
    public Func<TaskFailure, bool> Handle { get; }

    /// <summary>Wait after failed attempt <paramref name="attempt"/>, which counts from 1.</summary>
    public TimeSpan IntervalAfter(int attempt) =>
        TimeSpan.FromTicks((long)Math.Min(FirstInterval.Ticks * Math.Pow(BackoffCoefficient, attempt - 1), MaxInterval.Ticks));

    /// <summary>As <see cref="WhileTransient"/>, at another pace.</summary>
    public static RetryPolicy Patient(TimeSpan firstInterval, TimeSpan maxInterval) => new(int.MaxValue, firstInterval, backoffCoefficient: 2, maxInterval, f => f.IsTransient);

    private static void Require(bool valid, FormattableString given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(FormattableString.Invariant(given), allowed);
    }
}
