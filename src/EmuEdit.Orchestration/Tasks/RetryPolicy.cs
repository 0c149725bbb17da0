using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>How a failed task is retried. After attempt n, attempt n + 1 waits min(first x coefficient^(n - 1), maximum).</summary>
public sealed class RetryPolicy
{
    /// <summary>Creates a policy.</summary>
    /// <param name="maxAttempts">The maximum number of attempts, including the first; at least 1.</param>
    /// <param name="firstInterval">The wait before the second attempt; above zero.</param>
    /// <param name="backoffCoefficient">The factor from one wait to the next; at least 1. Default 1.</param>
    /// <param name="maxInterval">
    /// The maximum wait; at least <paramref name="firstInterval"/>. Default: one hour, or the first interval if that is longer.
    /// </param>
    /// <param name="handle">
    /// Selects the failures to retry. Default null: all. It is part of the orchestrator's code, so it must be deterministic.
    /// </param>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public RetryPolicy(
        int maxAttempts,
        TimeSpan firstInterval,
        double backoffCoefficient = 1,
        TimeSpan? maxInterval = null,
        Func<TaskFailure, bool>? handle = null
    )
    {
        Require(maxAttempts >= 1, $"{maxAttempts} attempts", "at least 1");
        Require(firstInterval > TimeSpan.Zero, $"a first retry interval of {firstInterval}", "more than zero");
        Require(
            double.IsFinite(backoffCoefficient) && backoffCoefficient >= 1,
            $"a back-off coefficient of {backoffCoefficient}",
            "at least 1"
        );
        Require(
            maxInterval is null || maxInterval >= firstInterval,
            $"a longest retry interval of {maxInterval}",
            $"at least the first, {firstInterval}"
        );
        (MaxAttempts, FirstInterval, BackoffCoefficient) = (maxAttempts, firstInterval, backoffCoefficient);
        MaxInterval = maxInterval ?? TimeSpan.FromTicks(Math.Max(firstInterval.Ticks, TimeSpan.TicksPerHour));
        Handle = handle ?? (_ => true);
    }

    /// <summary>
    /// Retries transient failures, such as an unreachable store or a full disk, until they pass: after 1 s, 2 s, 4 s and so on, at most one
    /// minute apart.
    /// </summary>
    public static RetryPolicy WhileTransient { get; } = Patient(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Makes at most three attempts, 1 s and 2 s apart. Failures caused by invalid input are not retried.</summary>
    public static RetryPolicy ThreeTimes { get; } =
        new(3, TimeSpan.FromSeconds(1), backoffCoefficient: 2, handle: f => !f.IsCausedBy<InvalidInputException>());

    /// <summary>The maximum number of attempts, including the first.</summary>
    public int MaxAttempts { get; }

    /// <summary>The wait before the second attempt.</summary>
    public TimeSpan FirstInterval { get; }

    /// <summary>The factor from one wait to the next.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The maximum wait.</summary>
    public TimeSpan MaxInterval { get; }

    /// <summary>Selects the failures to retry.</summary>
    public Func<TaskFailure, bool> Handle { get; }

    /// <summary>Returns the wait after failed attempt <paramref name="attempt"/>, which counts from 1.</summary>
    public TimeSpan IntervalAfter(int attempt) =>
        TimeSpan.FromTicks((long)Math.Min(FirstInterval.Ticks * Math.Pow(BackoffCoefficient, attempt - 1), MaxInterval.Ticks));

    /// <summary>Like <see cref="WhileTransient"/>, with other intervals.</summary>
    public static RetryPolicy Patient(TimeSpan firstInterval, TimeSpan maxInterval) =>
        new(int.MaxValue, firstInterval, backoffCoefficient: 2, maxInterval, f => f.IsTransient);

    private static void Require(bool valid, FormattableString given, string allowed)
    {
        if (!valid)
            throw new InvalidInputException(FormattableString.Invariant(given), allowed);
    }
}
